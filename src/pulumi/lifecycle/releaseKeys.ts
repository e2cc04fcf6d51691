import { generationKey, type ResourcePlace } from "../../invocation/generationKey.ts";
import type { Journal, JournalEntry } from "../../invocation/journal/Journal.ts";

/**
 * Releases the keys of a resource that is no more: of all generations that are kept, and of those behind them that the journal knows.
 * @param kept - the generation that the state is of
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function releaseKeys(
  place: ResourcePlace,
  kept: number,
  journal: Pick<Journal, "find" | "end">,
): Promise<void> {
  const entries: JournalEntry[] = [];
  for (let generation = 1; ; generation += 1) {
    const entry = await journal.find(generationKey({ ...place, generation }));
    if (entry !== undefined) entries.push(entry);
    else if (generation > kept) break;
  }
  await Promise.all(entries.map((entry) => journal.end(entry, { kind: "released" })));
}
