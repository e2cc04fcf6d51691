import type { Clock } from "../ports/ports.ts";
import type { Journal, JournalEntry } from "./journal.ts";
import type { Owner, Processes } from "../ports/processes.ts";

const pauseMs = 500;

/** What {@link waitForOwner} works with. */
export interface WaitForOwnerParts {
  readonly journal: Pick<Journal, "find">;
  readonly processes: Processes;
  readonly clock: Clock;
  /** Hears of each process that is waited for, before the wait. */
  readonly onWait?: (owner: Owner) => void;
}

/**
 * Waits while a claim has no end and its process is at work, and answers what is known then; where another claim took its
 * place meanwhile, that one is waited for. A process that cannot be seen from here counts as at work until it may start no more
 * attempts. Rejects with the signal's reason.
 */
export async function waitForOwner(
  entry: JournalEntry,
  { journal, processes, clock, onWait }: WaitForOwnerParts,
  signal?: AbortSignal,
): Promise<JournalEntry> {
  let told: string | undefined;
  for (let { claim, owner, sendsUntilAt } = entry; ;) {
    // Asked before the look: an end is written before its process goes.
    const state = processes.stateOf(owner);
    const isOver = state === "gone" || (state === "elsewhere" && clock.now() > sendsUntilAt);
    const found = (await journal.find(entry.key)) ?? entry;
    if (found.end !== undefined || (isOver && found.claim === claim)) return found;
    ({ claim, owner, sendsUntilAt } = found);
    if (told !== claim) onWait?.(owner);
    told = claim;
    await clock.sleep(pauseMs, signal);
  }
}
