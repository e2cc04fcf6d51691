import { dirname, join } from "node:path";

/**
 * The journal of a stack whose state is in the folder beside its file. Both are thrown away together, or a new state would take over the
 * calls of the old one.
 */
export function ownJournalPath(stackFilePath: string, project: string, stack: string): string {
  return join(dirname(stackFilePath), ".ncf", "journal", project, `${stack}.jsonl`);
}
