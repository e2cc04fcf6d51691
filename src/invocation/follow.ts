import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { ActionLocation } from "../model/action.ts";
import { type Outcome, ranOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";

const firstPauseMs = 250;
const longestPauseMs = 5000;
/** Longest duration of the last poll, which starts at the deadline. */
const lastPollMs = 10_000;

/** Dependencies of {@link follow}. */
export interface FollowDeps {
  readonly functions: Pick<CloudFunctions, "activation">;
  readonly clock: Clock;
  /** Deadline, epoch milliseconds. One last poll starts then and takes at most 10 seconds. */
  readonly untilAt: number;
  /** Time by which the record of a run that ended is visible, epoch milliseconds: "not found" ends the polling then. @default not known */
  readonly visibleBy?: number | undefined;
}

/** State of a followed activation. */
export interface Followed {
  /** `succeeded` or `failed` when it ended in time, else `pending`. */
  readonly outcome: Extract<Outcome, { kind: "succeeded" | "failed" | "pending" }>;
  /** Why the last poll failed, where it was not simply too early. */
  readonly problem?: string;
}

/**
 * Polls an activation's record until it is there: at once, then after pauses that grow to 5 seconds. "Not found" means "not yet",
 * because a running action has no record, and the record of an ended one is visible only 30 to 40 seconds later [field].
 * Transient failures are retried; a refusal ends the polling. Never rejects: the id must not be lost.
 */
export async function follow(
  activation: ActionLocation & { readonly activationId: string },
  { functions, clock, untilAt, visibleBy = Infinity }: FollowDeps,
): Promise<Followed> {
  const { address, action, activationId } = activation;
  const pending = { kind: "pending", activationId } as const;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const pollUntilAt = pollDeadline(clock.now(), untilAt);
    const response = await functions.activation({ address, action, activationId, untilAt: pollUntilAt });
    switch (response.kind) {
      case "found":
        return { outcome: ranOutcome(response.activation) };
      case "refused":
        return { outcome: pending, problem: `the API refuses to show it: ${response.error.message}` };
      case "notYet":
        if (clock.now() > visibleBy) {
          return {
            outcome: pending,
            problem: "the API has no record of it, and keeps records for one month",
          };
        }
        break;
      case "unreadable":
        break;
    }
    if (pollUntilAt > untilAt) {
      return response.kind === "unreadable"
        ? { outcome: pending, problem: response.reason }
        : { outcome: pending };
    }
    await clock.sleep(Math.max(0, Math.min(pauseMs, untilAt - clock.now())));
  }
}

/**
 * Returns the deadline of a poll that starts now, epoch milliseconds: the end of the wait, and 10 seconds for the last one, which starts
 * then. So a wait is at most that much longer, and every activation is polled at least once.
 */
export function pollDeadline(now: number, untilAt: number): number {
  return now < untilAt ? untilAt : now + lastPollMs;
}
