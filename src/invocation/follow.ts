import type { ActivationResponse } from "../client/responses.ts";
import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { ActionLocation } from "../model/action.ts";
import { type Outcome, ranOutcome, type Unreadable } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";

const firstPauseMs = 250;
const longestPauseMs = 5000;
/** Maximum duration of the last poll, which starts at the deadline, milliseconds. */
const lastPollMs = 10_000;
/** Time for which transient failures are retried when nothing else can change, milliseconds. */
export const transientFailuresMs = 10_000;

/** Activation to follow. */
export interface FollowedActivation extends ActionLocation {
  readonly activationId: string;
  /**
   * Time by which it must have ended and its record must be visible, epoch milliseconds. After
   * that, "not found" is final, and only transient failures are retried, for 10 seconds.
   */
  readonly settledAt: number;
  /** Recorded end of the activation, from the journal or the state. @default unknown */
  readonly ended?: Unreadable["ended"] | undefined;
}

/** Dependencies of {@link follow}. */
export interface FollowDeps {
  readonly functions: Pick<CloudFunctions, "activation">;
  readonly clock: Clock;
  /** Deadline, epoch milliseconds. The last poll starts then and takes at most 10 seconds. */
  readonly untilAt: number;
}

/** State of a followed activation. */
export interface Followed {
  /**
   * `succeeded` or `failed` when its record was read; otherwise `unreadable` when it is known to
   * have ended, or `pending`.
   */
  readonly outcome: Extract<Outcome, { kind: "succeeded" | "failed" | "pending" | "unreadable" }>;
  /** Reason why the record of a pending activation could not be read, unless it was simply too early. */
  readonly problem?: string;
}

/**
 * Polls an activation's record until it exists: immediately, then with pauses that grow to 5
 * seconds. "Not found" means "not yet" until `settledAt`: a running action has no record, and the
 * record becomes visible only 30 to 40 seconds after the end [field]. Retries transient failures; a
 * refusal ends the polling. Never rejects, so that the id is not lost.
 */
export async function follow(
  activation: FollowedActivation,
  { functions, clock, untilAt }: FollowDeps,
): Promise<Followed> {
  const { address, action, activationId, settledAt } = activation;
  const deadline = Math.min(untilAt, Math.max(settledAt, clock.now()) + transientFailuresMs);
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    const polledAt = clock.now();
    const pollUntilAt = pollDeadline(polledAt, deadline);
    const response = await functions.activation({ address, action, activationId, untilAt: pollUntilAt });
    const isSettled = polledAt >= settledAt;
    const isFinal = response.kind === "found" || response.kind === "refused";
    if (isFinal || (response.kind === "notYet" && isSettled) || pollUntilAt > deadline) {
      return toFollowed(activation, response, isSettled);
    }
    const nextAt = isSettled ? deadline : Math.min(settledAt, deadline);
    await clock.sleep(Math.max(0, Math.min(pauseMs, nextAt - clock.now())));
  }
}

function toFollowed(
  { activationId, ended }: FollowedActivation,
  response: ActivationResponse,
  isSettled: boolean,
): Followed {
  if (response.kind === "found") return { outcome: ranOutcome(response.activation) };
  const problem = problemOf(response, isSettled || ended !== undefined);
  if (ended !== undefined) {
    return { outcome: { kind: "unreadable", ended, activationId, reason: problem ?? noRecord } };
  }
  const isOverdue = response.kind === "notYet" && isSettled;
  const outcome = { kind: "pending", activationId, ...(isOverdue ? { isOverdue } : {}) } as const;
  return { outcome, ...(problem === undefined ? {} : { problem }) };
}

const noRecord = "the API has no record of it";

function problemOf(
  response: Exclude<ActivationResponse, { kind: "found" }>,
  isLate: boolean,
): string | undefined {
  switch (response.kind) {
    case "refused":
      return `the API refuses to show it: ${response.error.message}`;
    case "unreadable":
      return response.reason;
    case "notYet":
      return isLate ? noRecord : undefined;
  }
}

/**
 * Returns the deadline of a poll that starts now, epoch milliseconds: the end of the wait, or 10
 * seconds from now for the last poll. A wait is at most that much longer, and every activation is
 * polled at least once.
 */
export function pollDeadline(now: number, untilAt: number): number {
  return now < untilAt ? untilAt : now + lastPollMs;
}
