import type { ActivationQuery, CloudFunctions } from "../client/cloudFunctions.ts";
import { type Outcome, ranOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";

const firstPauseMs = 250;
const longestPauseMs = 5000;

/** What came of following an activation. */
export interface Followed {
  /** `succeeded` or `failed` when it ended in time, else `pending`. */
  readonly outcome: Extract<Outcome, { kind: "succeeded" | "failed" | "pending" }>;
  /** Why the last look told nothing, where it did not simply come too early. */
  readonly trouble?: string;
}

/** What {@link follow} works with. */
export interface FollowParts {
  readonly functions: Pick<CloudFunctions, "activation">;
  readonly clock: Clock;
  /** When to give up, epoch milliseconds. It is asked for once more then, or for the first time, for 10 seconds at most. */
  readonly untilAt: number;
}

/**
 * Asks for an activation's record until it is there: at once, then after pauses that grow to 5 seconds. "Not found" means "not
 * yet", because there is no record of a running action, and an ended one is seen only 30 to 40 seconds later [field].
 * Faults on the way are waited out as well; a refusal and the signal end it. Never rejects: the id must not be lost.
 */
export async function follow(
  question: ActivationQuery,
  { functions, clock, untilAt }: FollowParts,
  signal?: AbortSignal,
): Promise<Followed> {
  const pending = { kind: "pending", activationId: question.activationId } as const;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const lookUntilAt = lookUntil(clock.now(), untilAt);
    const answer = await functions.activation({ ...question, untilAt: lookUntilAt }, signal);
    switch (answer.kind) {
      case "found":
        return { outcome: ranOutcome(answer.activation) };
      case "refused":
        return { outcome: pending, trouble: `the API refuses to show it: ${answer.error.message}` };
      case "notYet":
      case "unreadable":
        break;
    }
    if (lookUntilAt > untilAt) {
      return answer.kind === "unreadable"
        ? { outcome: pending, trouble: answer.reason }
        : { outcome: pending };
    }
    try {
      await clock.sleep(Math.max(0, Math.min(pauseMs, untilAt - clock.now())), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return { outcome: pending, trouble: "the wait was interrupted" };
    }
  }
}

/** What the last look may take. */
const lastLookMs = 10_000;

/**
 * Until when a look that begins now may take, epoch milliseconds: to the end of the wait, and the last one, which begins then, for 10
 * seconds. So a wait is never longer by more than that, and everybody is asked at least once.
 */
export function lookUntil(now: number, untilAt: number): number {
  return now < untilAt ? untilAt : now + lastLookMs;
}
