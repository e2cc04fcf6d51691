import type { Activation } from "../model/activation.ts";
import type { Clock } from "../ports/ports.ts";
import { classifyCandidates, type Reconciled } from "./classifyCandidates.ts";
import { findCandidates, type LookedFor, type LookForRunParts, searchWindow } from "./findCandidates.ts";
import { lookUntil } from "./follow.ts";

const seconds = 1000;
const firstPauseMs = 1 * seconds;
const longestPauseMs = 10 * seconds;

/** A call of which nobody knows whether it ran. */
export interface ReconcileQuestion extends LookedFor {
  /** Key of the generation. A run shows that it is ours when the action puts it into its result or logs. */
  readonly key: string;
}

/** What {@link reconcile} works with. */
export interface ReconcileParts extends LookForRunParts {
  readonly clock: Clock;
  /** When to give up, epoch milliseconds. It is looked once more then, or for the first time, for 10 seconds at most. */
  readonly untilAt: number;
}

/**
 * Looks for the run of a call among the action's activations, until one shows the key, or until a run would have ended and its
 * record be seen: the action's limit and a minute after the POST. A call of long ago is looked for once. Faults on the way are waited out; a
 * refusal and the signal end it. Never rejects.
 */
export async function reconcile(
  question: ReconcileQuestion,
  parts: ReconcileParts,
  signal?: AbortSignal,
): Promise<Reconciled> {
  const { clock, untilAt } = parts;
  const { settledAt } = searchWindow(question);
  const records = new Map<string, Activation>();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    // Taken before the look: what was there by then can be seen by it.
    const lookedAt = clock.now();
    const time = { isSettled: lookedAt >= settledAt, isLast: lookedAt >= untilAt };
    const lookUntilAt = lookUntil(lookedAt, untilAt);
    const sight = await findCandidates({ ...question, untilAt: lookUntilAt }, parts, records, signal);
    const reconciled = classifyCandidates(sight, question.key, time);
    const canChange = reconciled.kind === "notYet" || sight.kind === "unreadable";
    if (!canChange || time.isLast) return reconciled;
    const nextAt = time.isSettled ? untilAt : Math.min(settledAt, untilAt);
    try {
      await clock.sleep(Math.max(0, Math.min(pauseMs, nextAt - clock.now())), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return reconciled;
    }
  }
}
