import type { Clock } from "../../ports/Ports.ts";
import type { Journal, JournalEntry } from "./Journal.ts";
import type { Processes } from "../../ports/Processes.ts";

const pauseMs = 500;

/** What {@link waitForOwner} works with. */
export interface WaitForOwnerParts {
  readonly journal: Pick<Journal, "find">;
  readonly processes: Processes;
  readonly clock: Clock;
}

/**
 * Waits while a claim has no end and its process is at work, and answers what is known then. A process that cannot be seen from
 * here counts as at work until it may start no more attempts. Rejects with the signal's reason.
 */
export async function waitForOwner(
  entry: JournalEntry,
  { journal, processes, clock }: WaitForOwnerParts,
  signal?: AbortSignal,
): Promise<JournalEntry> {
  for (;;) {
    // Asked before the look: an end is written before its process goes.
    const state = processes.stateOf(entry.owner);
    const found = (await journal.find(entry.key)) ?? entry;
    if (found.end !== undefined || found.claim !== entry.claim || state === "gone") return found;
    if (state === "elsewhere" && clock.now() > entry.sendsUntilAt) return found;
    await clock.sleep(pauseMs, signal);
  }
}
