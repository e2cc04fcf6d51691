import { parseGenerationKey, type GenerationName } from "../../model/resourceKey.ts";
import type { Journal, JournalEntry } from "../../journal/journal.ts";
import type { Processes } from "../../ports/processes.ts";
import type { FoundJournal } from "./findJournal.ts";

/** A call that the journal knows. */
export interface Call extends GenerationName {
  readonly entry: JournalEntry;
  /** What became of the process that made it. */
  readonly owner: "alive" | "gone" | "elsewhere";
}

/** Reads the calls of a stack, or of all that share the journal; those of resources that are no more are left out. */
export async function readCalls(
  journal: Pick<Journal, "entries">,
  processes: Processes,
  { project, stack }: Pick<FoundJournal, "project" | "stack">,
): Promise<readonly Call[]> {
  // Asked before the look that counts: an end is written before its process goes.
  const states = new Map<string, Call["owner"]>();
  for (const { claim, owner } of await journal.entries()) states.set(claim, processes.stateOf(owner));
  return (await journal.entries()).flatMap((entry) => {
    const name = parseGenerationKey(entry.key);
    if (name === undefined || entry.end?.kind === "released") return [];
    if (project !== undefined && name.project !== project) return [];
    if (stack !== undefined && name.stack !== stack) return [];
    return [{ ...name, entry, owner: states.get(entry.claim) ?? "alive" }];
  });
}
