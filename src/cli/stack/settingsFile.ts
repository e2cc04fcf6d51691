import { resolve } from "node:path";
import { readStackSettings, type StackSettings } from "../../engine/readStackSettings.ts";
import type { Terminal } from "../terminal.ts";
import { readTextOf } from "./loadStackFile.ts";

/** Settings file of a stack, `Pulumi.<stack>.yaml`. */
export interface SettingsFile {
  readonly settings: StackSettings;
  /** `undefined` where there is no file. */
  readonly text: string | undefined;
  /** Absolute path. */
  readonly path: string;
  /** The path as it was given, else the absolute one. */
  readonly shownPath: string;
}

/**
 * Reads the settings file that is named, else the one in the directory of the stack file.
 * @throws NcfError NCF_FILE_MISSING for a named file that does not exist; NCF_USAGE when it is not a settings file
 */
export function readSettingsOf(
  named: string | undefined,
  directory: string,
  stackName: string,
  terminal: Pick<Terminal, "cwd" | "ports">,
): SettingsFile {
  const path = named === undefined ? settingsPath(directory, stackName) : resolve(terminal.cwd, named);
  const text =
    named === undefined ? terminal.ports.readText(path) : readTextOf("--config-file", named, terminal);
  const shownPath = named ?? path;
  return {
    settings: text === undefined ? { config: {} } : readStackSettings(text, shownPath),
    text,
    path,
    shownPath,
  };
}

/** Returns the path of a stack's settings in a directory. */
export function settingsPath(directory: string, stackName: string): string {
  return resolve(directory, `Pulumi.${stackName}.yaml`);
}
