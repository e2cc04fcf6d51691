import type { Outcome } from "../model/outcome.ts";

const firstBackoffMs = 200;
const longestBackoffMs = 10_000;

/** What decides about one more attempt. */
export interface RetryQuestion {
  /** How many attempts were made, from 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** How the last attempt ended. */
  readonly outcome: Outcome;
  /** Whether the clock was corrected once already in this invocation. */
  readonly wasClockCorrected: boolean;
  /** Retries that all calls of the client have left. Correcting the clock takes none of them. */
  readonly retriesLeft: number;
  /** No call of the namespace is started before it, epoch milliseconds. */
  readonly notBeforeAt: number;
  /** No attempt is started after it, epoch milliseconds. */
  readonly untilAt: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** From 0 up to but not including 1. */
  readonly random: number;
}

/** What to do next. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly afterMs: number; readonly correctClockMs?: number }
  /** Out of retries: this one would have been made, had others not used them up. */
  | { readonly kind: "stop"; readonly isOutOfRetries?: true };

const stop: RetryDecision = { kind: "stop" };

/**
 * Decides whether to call again: only after an attempt that provably did not run and that may end otherwise next time.
 * The wait is a random part of 200 ms doubled at each attempt, 10 s at most, and never shorter than the API asks for, of this call
 * or of the namespace. A clock that is off is corrected once, and the call repeated at once, however few attempts it has.
 */
export function decideRetry(question: RetryQuestion): RetryDecision {
  const { attempts, maxAttempts, outcome, untilAt, now } = question;
  if (outcome.kind !== "notSent" && outcome.kind !== "rejected") return stop;
  if (outcome.kind === "rejected" && outcome.clockOffMs !== undefined) {
    if (question.wasClockCorrected || now > untilAt) return stop;
    return { kind: "retry", afterMs: 0, correctClockMs: outcome.clockOffMs };
  }
  if (attempts >= maxAttempts || (outcome.kind === "rejected" && !outcome.isTemporary)) return stop;
  const askedMs = outcome.kind === "rejected" ? (outcome.retryAfterMs ?? 0) : 0;
  const backoffMs = question.random * Math.min(longestBackoffMs, firstBackoffMs * 2 ** (attempts - 1));
  const afterMs = Math.max(askedMs, Math.round(backoffMs), question.notBeforeAt - now);
  if (now + afterMs > untilAt) return stop;
  return question.retriesLeft < 1 ? { kind: "stop", isOutOfRetries: true } : { kind: "retry", afterMs };
}
