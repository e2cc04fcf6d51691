import type { Journal, JournalEntry } from "./Journal.ts";

/** Whether an activation is known to be of another call than the claim's. */
export function isAnothers(
  journal: Pick<Journal, "claimOf">,
  { claim }: Pick<JournalEntry, "claim">,
  activationId: string,
): boolean {
  return ![undefined, claim].includes(journal.claimOf(activationId));
}
