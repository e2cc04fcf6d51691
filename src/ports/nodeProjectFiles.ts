import { closeSync, constants, existsSync, fstatSync, openSync, readSync, realpathSync } from "node:fs";
import { dirname, isAbsolute, join, relative, resolve, sep } from "node:path";
import { UnreadableFile, type ReadProjectFile } from "./projectFiles.ts";

const mostBytes = 4 * 1024 * 1024;
/**
 * Kernel file systems: their files expose memory, arguments and variables of other processes, or
 * never end.
 */
const kernelFolders = ["/proc", "/dev", "/sys"];
/** Directories that hold credentials of the checkout, and state. */
const privateFolders = new Set([".git", ".ncf"]);
/**
 * Avoids waiting for a writer when the file is a FIFO. Windows has neither the flag nor FIFOs in
 * directories.
 */
const flags = constants.O_RDONLY | (constants.O_NONBLOCK ?? 0) | (constants.O_NOFOLLOW ?? 0);

/**
 * Returns a reader of the files that a stack file references: regular files of at most 4 MiB inside
 * the project or below further allowed paths, after resolving symbolic links. Never reads kernel
 * files, `.git` or `.ncf`.
 * @param folder - Absolute path of the stack file's directory. The project is the checkout around
 * it, or the directory itself.
 * @param allowed - Absolute paths of files and directories outside the project.
 */
export function nodeProjectFiles(folder: string, allowed: readonly string[]): ReadProjectFile {
  const roots = [projectOf(folder), ...allowed].map((root) => realPath(root) ?? root);
  return (path) => {
    const real = realPath(path);
    if (real === undefined) return undefined;
    if ([real, resolve(path)].some(isOfKernel)) {
      throw new UnreadableFile("belongs to the kernel", "copy what is needed into a file of the project");
    }
    const root = roots.find((one) => isInside(one, real));
    if (root === undefined) {
      throw new UnreadableFile(
        "is outside the project",
        `move it into ${projectOf(folder)}, or pass --allow-read with its path`,
      );
    }
    if (
      relative(root, real)
        .split(sep)
        .some((name) => privateFolders.has(name))
    ) {
      throw new UnreadableFile(
        "is in .git or .ncf, which may hold credentials",
        "copy it to another directory",
      );
    }
    return readRegularFile(real);
  };
}

function isOfKernel(path: string): boolean {
  // Shared memory is an ordinary directory.
  return kernelFolders.some((root) => isInside(root, path)) && !isInside("/dev/shm", path);
}

/** Returns the nearest directory upwards that is a Git checkout, or the directory itself. */
function projectOf(folder: string): string {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(join(at, ".git"))) return at;
    if (at === dirname(at)) return folder;
  }
}

/** Returns the path with symbolic links resolved; `undefined` when nothing exists there. */
function realPath(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

function isInside(root: string, path: string): boolean {
  const inside = relative(root, path);
  return !isAbsolute(inside) && inside !== ".." && !inside.startsWith(`..${sep}`);
}

function readRegularFile(path: string): string {
  const file = openSync(path, flags);
  try {
    if (!fstatSync(file).isFile())
      throw new UnreadableFile("is not a regular file", "name a file with the contents");
    // A file may be longer than its reported size, and may grow.
    const bytes = Buffer.allocUnsafe(mostBytes + 1);
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read) {
      read = readSync(file, bytes, length, bytes.length - length, null);
    }
    if (length > mostBytes)
      throw new UnreadableFile("is larger than 4 MiB", "name a smaller file, or pass an address of the data");
    return bytes.toString("utf8", 0, length);
  } finally {
    closeSync(file);
  }
}
