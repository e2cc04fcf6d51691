import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import { writePrivateFile } from "../ports/nodePrivateFiles.ts";

/**
 * Writes the requested text of a command to a file that only this user can read.
 * @param option - The option that names the file.
 * @throws NcfError NCF_FILE_MISSING when it cannot be written
 */
export function writeText(path: string, text: string, option: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true });
    writePrivateFile(path, text);
  } catch (error) {
    throw unwritableError(option, error);
  }
}

/** Returns the error for a file that an option names and that cannot be written. */
export function unwritableError(option: string, error: unknown): NcfError {
  return new NcfError("NCF_FILE_MISSING", {
    reason: `${option} cannot be written: ${(error as Error).message}`,
    hint: "name a file in a directory that this user may write to",
  });
}
