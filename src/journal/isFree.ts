import type { JournalEntry } from "./Journal.ts";

/** Whether a claim ended without a run, so that its key can be had. */
export function isFree({ end }: JournalEntry): boolean {
  return end?.kind === "rejected" || end?.kind === "notSent";
}
