import type { Outcome } from "../model/outcome.ts";
import { endOf } from "./endOf.ts";
import type { Journal, JournalEntry } from "../journal/Journal.ts";

/** Writes an end down. A journal that fails here keeps it for its next batch; the outcome must not be lost for that. */
export async function noteEnd(
  journal: Pick<Journal, "end">,
  entry: JournalEntry,
  outcome: Outcome,
): Promise<void> {
  await journal.end(entry, endOf(outcome)).catch(() => undefined);
}
