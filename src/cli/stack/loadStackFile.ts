import { join, resolve } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { parseStackFile, type StackFile } from "../../stack/parse/parseStackFile.ts";
import type { Terminal } from "../terminal.ts";

/** A stack file as it was read and parsed. */
export interface LoadedFile {
  /** As it was named, with the file's name where a folder was. */
  readonly shownPath: string;
  readonly path: string;
  readonly text: string;
  readonly file: StackFile;
}

const nameInFolder = "stack.yaml";

/**
 * Reads a stack file; of a folder, the file `stack.yaml` in it.
 * @throws NcfError NCF_FILE_MISSING when there is none
 */
export function loadStackFile(named: string, { cwd, ports }: Pick<Terminal, "cwd" | "ports">): LoadedFile {
  const path = resolve(cwd, named);
  const file = readTextOrFolder(ports.readText, path);
  if (typeof file === "string") return loaded(named, path, file);
  if (file === undefined) throw missing(`there is no file ${named}`);
  const text = readTextOrFolder(ports.readText, join(path, nameInFolder));
  if (typeof text !== "string")
    throw missing(`the folder ${named} has no ${nameInFolder}`, "name the stack file itself");
  return loaded(join(named, nameInFolder), join(path, nameInFolder), text);
}

function loaded(shownPath: string, path: string, text: string): LoadedFile {
  return { shownPath, path, text, file: parseStackFile(text, path) };
}

/** A file's text, `"folder"` as a symbol for a folder, `undefined` for nothing. */
function readTextOrFolder(
  readText: Terminal["ports"]["readText"],
  path: string,
): string | typeof isFolder | undefined {
  try {
    return readText(path);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "EISDIR") return isFolder;
    // A part of the path is a file.
    if (code === "ENOTDIR") return undefined;
    throw missing(message);
  }
}

const isFolder = Symbol("folder");

function missing(reason: string, hint?: string): NcfError {
  return new NcfError("NCF_FILE_MISSING", { reason, ...(hint === undefined ? {} : { hint }) });
}
