import { lstatSync, mkdirSync, readdirSync, readFileSync, type Dirent } from "node:fs";
import { dirname, join } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { makePrivate, privateModes, writePrivateFile } from "../../ports/nodePrivateFiles.ts";

/** Directories of the engine whose files only it reads, and which grow with every run. */
const growing = new Set(["history", "backups"]);
const gitignore = "*\n";

/**
 * Makes the directory `.ncf` with its state beside a stack file, readable by this user alone, and ignored by Git. A checkout may hold it
 * already, with symbolic links that lead elsewhere.
 * @param state - Its subdirectory `.ncf/state`.
 * @throws NcfError NCF_FILE_MISSING when there is a symbolic link, or another thing, in its place
 */
export function makeOwnDirectory(state: string): void {
  const own = dirname(state);
  for (const directory of [own, state]) {
    mkdirUnlessLink(directory);
    makePrivate(directory, privateModes.directory);
  }
  refuseLinks(state);
  const ignored = join(own, ".gitignore");
  if (!isRegularFile(ignored) || readFileSync(ignored, "utf8") !== gitignore)
    writePrivateFile(ignored, gitignore);
  else makePrivate(ignored, privateModes.file);
}

function mkdirUnlessLink(directory: string): void {
  try {
    mkdirSync(directory, { mode: privateModes.directory });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    if (!lstatSync(directory).isDirectory()) throw refusal(directory);
  }
}

function isRegularFile(path: string): boolean {
  return lstatSync(path, { throwIfNoEntry: false })?.isFile() === true;
}

/** Requires that nothing below a directory leads elsewhere: the engine and the journal write below it. */
function refuseLinks(directory: string): void {
  for (const entry of readdirSync(directory, { withFileTypes: true })) {
    const path = join(directory, entry.name);
    if (!isPlain(entry)) throw refusal(path);
    if (entry.isDirectory() && !growing.has(entry.name)) refuseLinks(path);
  }
}

function isPlain(entry: Dirent): boolean {
  return entry.isFile() || entry.isDirectory();
}

function refusal(path: string): NcfError {
  return new NcfError("NCF_FILE_MISSING", {
    reason: `${path} is a symbolic link or another special file, and ncf would write to where it leads`,
    hint: "remove it, or keep the state elsewhere with --backend",
  });
}
