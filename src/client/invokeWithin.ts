import type { Outcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import { decideRetry } from "./decideRetry.ts";
import { classifyResponse } from "./classifyResponse.ts";
import type { RetryTokenBucket } from "./retryTokenBucket.ts";
import type { TransportResult } from "./transport.ts";
import type { CallSlot, CallLimiter } from "./callLimiter.ts";

/** How often a call that provably did not run is made again. */
export interface RetryBudget {
  /** Attempts in all, at least 1. */
  readonly attempts: number;
  /** No attempt is started later than this after the first one, milliseconds. */
  readonly budgetMs: number;
}

/** What came of a call. */
export interface Invoked {
  readonly outcome: Outcome;
  /** POSTs tried; 0 when even the first one came too late. */
  readonly attempts: number;
  /** When the last attempt was made, epoch milliseconds of this machine's clock. */
  readonly invokedAt: number;
  /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
  readonly clockOffMs?: number;
}

/** What {@link invokeWithin} works with. */
export interface InvokeWithinParts {
  readonly clock: Clock;
  readonly random: () => number;
  /** Of the action's namespace. */
  readonly turns: CallLimiter;
  /** The call's own. */
  readonly turn: Pick<CallSlot, "startedAt">;
  readonly bucket: RetryTokenBucket;
  readonly retry: RetryBudget;
  /** No byte of an attempt is written later, epoch milliseconds. */
  readonly sendsUntilAt: number;
  /** Signs anew and posts once. `nowMs` is the clock that signed, when the answer came. */
  readonly post: (
    mayBegin: () => boolean,
  ) => Promise<{ readonly exchange: TransportResult; readonly nowMs: number }>;
  /** Hears how far the clock that signed is behind the API's. */
  readonly correctClock: (nowMs: number, clockOffMs: number) => void;
}

const tooLate = "the time in which it was to be sent was over";

/** Posts, and again within the budget while the call provably did not run. Never rejects. */
export async function invokeWithin(parts: InvokeWithinParts, signal?: AbortSignal): Promise<Invoked> {
  const { clock, random, turns, bucket, retry, sendsUntilAt, post } = parts;
  const mayBegin = (): boolean => clock.now() <= sendsUntilAt;
  let invokedAt = clock.now();
  if (!mayBegin()) return { outcome: { kind: "notSent", reason: tooLate }, attempts: 0, invokedAt };
  const untilAt = Math.min(invokedAt + retry.budgetMs, sendsUntilAt);
  let wasClockCorrected = false;
  for (let attempts = 1; ; attempts += 1) {
    invokedAt = clock.now();
    const startedAt = attempts === 1 ? parts.turn.startedAt : invokedAt;
    const { exchange, nowMs } = await post(mayBegin);
    const outcome = classifyResponse(exchange, nowMs);
    note(outcome, startedAt, parts);
    const decision = decideRetry({
      attempts,
      maxAttempts: retry.attempts,
      outcome,
      wasClockCorrected,
      retriesLeft: bucket.left,
      notBeforeAt: turns.nextAt,
      untilAt,
      now: clock.now(),
      random: random(),
    });
    if (decision.kind === "stop") {
      const { isOutOfRetries } = decision;
      return {
        outcome: isOutOfRetries === undefined ? outcome : ({ ...outcome, isOutOfRetries } as Outcome),
        attempts,
        invokedAt,
      };
    }
    if (decision.correctClockMs === undefined) bucket.take();
    else {
      parts.correctClock(nowMs, decision.correctClockMs);
      wasClockCorrected = true;
    }
    const isTurn = (await slept(clock, decision.afterMs, signal)) && (await turns.reacquire(untilAt, signal));
    // A machine that was asleep may have slept through it.
    if (!isTurn || clock.now() > untilAt) return { outcome, attempts, invokedAt };
  }
}

function note(
  outcome: Outcome,
  startedAt: number,
  { turns, bucket }: Pick<InvokeWithinParts, "turns" | "bucket">,
): void {
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
    case "pending":
      bucket.refund();
      turns.note({ kind: "accepted", startedAt });
      return;
    case "rejected":
      if (outcome.isTemporary) {
        turns.note({ kind: "throttled", startedAt, retryAfterMs: outcome.retryAfterMs });
      }
      return;
    case "notSent":
    case "unknown":
      return;
  }
}

/** Whether the wait was not cut short by the signal. */
async function slept(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return signal?.aborted !== true;
}
