import { journalLine } from "../stack/checkpoints.ts";
import type { PreparedStack } from "../stack/prepareStack.ts";

/** Returns the lines of `--verbose`: the engine, the settings file and the journal of a run, and how they were chosen. */
export function verboseLines(
  { workspace, journal, env }: Pick<PreparedStack, "workspace" | "journal" | "env">,
  settingsFile: { readonly shownPath: string; readonly text: string | undefined },
): readonly string[] {
  const { engine, backendUrl } = workspace.target;
  const { shownPath, text } = settingsFile;
  return [
    `engine: Pulumi ${engine.version}, ${engine.why} (${engine.path})\n`,
    `settings: ${shownPath}${text === undefined ? " (does not exist)" : ""}\n`,
    journalLine(journal, env, backendUrl),
  ];
}
