import type { Delivery, Outcome, PostOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import type { CallLimiter, CallSlot } from "./callLimiter.ts";
import { classifyResponse, describeApiError } from "./responses.ts";
import type { TransportResult } from "./transport.ts";

/** How often, and for how long, a call that provably did not run is retried. */
export interface RetryBudget {
  /** Attempts in total, at least 1. */
  readonly attempts: number;
  /** No attempt starts later than this after the first one, milliseconds. */
  readonly budgetMs: number;
}

/** A retry that is about to start. */
export interface Retry {
  /** Attempts made so far. */
  readonly attempts: number;
  /** Delay before the next attempt, milliseconds. Waiting for the rate limit may add to it. */
  readonly delayMs: number;
  /** Why the last attempt did not run, as a clause. */
  readonly reason: string;
}

/** Beginning or end of one attempt. */
export type AttemptEvent =
  /** It is signed and sent. */
  | { readonly kind: "posting"; readonly attempt: number }
  /** A response arrived, or none will. */
  | {
      readonly kind: "posted";
      /** From 1. */
      readonly attempt: number;
      /** HTTP status, where the head of a response arrived. */
      readonly status?: number;
      /** The gateway's id of the request, which its operator can look up. */
      readonly requestId?: string;
      /** How far the request got, where no complete response arrived. */
      readonly delivery?: Delivery;
    };

const firstBackoffMs = 200;
const maxBackoffMs = 10_000;

/** Everything that {@link decideRetry} depends on. */
export interface RetryInput {
  /** Attempts made so far, from 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Outcome of the last attempt. */
  readonly outcome: Outcome;
  /** Whether this call has already corrected the clock. */
  readonly wasClockCorrected: boolean;
  /** Retries that the client's calls still share. Correcting the clock takes none of them. */
  readonly retriesLeft: number;
  /** Earliest start of the namespace's next call, epoch milliseconds. */
  readonly notBeforeAt: number;
  /** Latest start of another attempt, epoch milliseconds. */
  readonly untilAt: number;
  /** Epoch milliseconds. */
  readonly now: number;
  /** From 0 up to but not including 1. */
  readonly random: number;
}

/** What to do after an attempt. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly afterMs: number; readonly correctClockMs?: number }
  /** `isOutOfRetries`: the attempt would have been repeated if other calls had left a retry. */
  | { readonly kind: "stop"; readonly isOutOfRetries?: true };

const stop: RetryDecision = { kind: "stop" };

/**
 * Decides whether to retry. Retries only an attempt that provably did not run and may succeed next time.
 *
 * The delay is a random part of 200 ms, doubled at each attempt, at most 10 s. It is never shorter than the API's
 * `Retry-After` or the namespace's rate limit. A clock that is off is corrected once and the call repeated at once,
 * whatever the number of attempts allowed.
 */
export function decideRetry(input: RetryInput): RetryDecision {
  const { attempts, maxAttempts, outcome, untilAt, now } = input;
  if (outcome.kind !== "notSent" && outcome.kind !== "rejected") return stop;
  if (outcome.kind === "rejected" && outcome.clockOffMs !== undefined) {
    if (input.wasClockCorrected || now > untilAt) return stop;
    return { kind: "retry", afterMs: 0, correctClockMs: outcome.clockOffMs };
  }
  if (attempts >= maxAttempts || (outcome.kind === "rejected" && !outcome.isTemporary)) return stop;
  const retryAfterMs = outcome.kind === "rejected" ? (outcome.retryAfterMs ?? 0) : 0;
  const backoffMs = input.random * Math.min(maxBackoffMs, firstBackoffMs * 2 ** (attempts - 1));
  const afterMs = Math.max(retryAfterMs, Math.round(backoffMs), input.notBeforeAt - now);
  if (now + afterMs > untilAt) return stop;
  return input.retriesLeft < 1 ? { kind: "stop", isOutOfRetries: true } : { kind: "retry", afterMs };
}

/** Tenths of a retry, so that refunds add up exactly. */
const tenthsPerRetry = 10;
const maxRetries = 100;

/**
 * The retries that all calls of a client share, so that retries do not multiply the load on a failing service. It holds
 * 100; each retry takes one, and ten accepted calls refund one.
 */
export class RetryTokenBucket {
  #tenths = maxRetries * tenthsPerRetry;

  /** Whole retries left. */
  get left(): number {
    return Math.floor(this.#tenths / tenthsPerRetry);
  }

  /** Takes one retry. */
  take(): void {
    this.#tenths = Math.max(0, this.#tenths - tenthsPerRetry);
  }

  /** Refunds a tenth of a retry after an accepted call. */
  refund(): void {
    this.#tenths = Math.min(maxRetries * tenthsPerRetry, this.#tenths + 1);
  }
}

/** Result of a call. */
export interface InvokeResult {
  readonly outcome: Outcome;
  /** POSTs tried; 0 when it was already too late for the first one. */
  readonly attempts: number;
  /** When the last attempt was made, epoch milliseconds of this machine's clock. */
  readonly invokedAt: number;
  /** How far the API's clock is ahead of this machine's, milliseconds, when the client had to correct it. */
  readonly clockOffMs?: number;
}

/** Dependencies of {@link invokeWithRetry}. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly random: () => number;
  /** The limiter of the action's namespace. */
  readonly limiter: CallLimiter;
  /** The call's own slot. */
  readonly slot: Pick<CallSlot, "startedAt">;
  readonly tokens: RetryTokenBucket;
  readonly retry: RetryBudget;
  /** Latest time to write the first byte of an attempt, epoch milliseconds. */
  readonly sendsUntilAt: number;
  /** Signs anew and posts once. `nowMs` is the signing clock when the response arrived. */
  readonly post: (
    maySend: () => boolean,
  ) => Promise<{ readonly result: TransportResult; readonly nowMs: number }>;
  /** Receives how far the signing clock is behind the API's. */
  readonly correctClock: (nowMs: number, clockOffMs: number) => void;
  readonly onRetry?: ((retry: Retry) => void) | undefined;
  readonly onAttempt?: ((event: AttemptEvent) => void) | undefined;
}

const deadlinePassed = "the deadline for sending it had passed";

/** Posts, and retries within the budget while the call provably did not run. Never rejects. */
export async function invokeWithRetry(deps: RetryDeps, signal?: AbortSignal): Promise<InvokeResult> {
  const { clock, limiter, tokens, retry, sendsUntilAt } = deps;
  const maySend = (): boolean => clock.now() <= sendsUntilAt;
  let invokedAt = clock.now();
  if (!maySend()) return { outcome: { kind: "notSent", reason: deadlinePassed }, attempts: 0, invokedAt };
  const untilAt = Math.min(invokedAt + retry.budgetMs, sendsUntilAt);
  let wasClockCorrected = false;
  for (let attempts = 1; ; attempts += 1) {
    invokedAt = clock.now();
    const startedAt = attempts === 1 ? deps.slot.startedAt : invokedAt;
    deps.onAttempt?.({ kind: "posting", attempt: attempts });
    const { result, nowMs } = await deps.post(maySend);
    deps.onAttempt?.(postedEvent(attempts, result));
    const outcome = classifyResponse(result, nowMs);
    recordOutcome(outcome, startedAt, deps);
    if (outcome.kind !== "notSent" && outcome.kind !== "rejected") return { outcome, attempts, invokedAt };
    const decision = decideRetry({
      attempts,
      maxAttempts: retry.attempts,
      outcome,
      wasClockCorrected,
      retriesLeft: tokens.left,
      notBeforeAt: limiter.nextAt,
      untilAt,
      now: clock.now(),
      random: deps.random(),
    });
    if (decision.kind === "stop") {
      const { isOutOfRetries } = decision;
      const end: Outcome = isOutOfRetries === undefined ? outcome : { ...outcome, isOutOfRetries };
      return { outcome: end, attempts, invokedAt };
    }
    if (decision.correctClockMs === undefined) tokens.take();
    else {
      deps.correctClock(nowMs, decision.correctClockMs);
      wasClockCorrected = true;
    }
    const reason = outcome.kind === "notSent" ? outcome.reason : describeApiError(outcome.error);
    deps.onRetry?.({ attempts, delayMs: decision.afterMs, reason });
    const mayStart =
      (await slept(clock, decision.afterMs, signal)) && (await limiter.reacquire(untilAt, signal));
    // A suspended machine may have slept past the deadline.
    if (!mayStart || clock.now() > untilAt) return { outcome, attempts, invokedAt };
  }
}

function postedEvent(attempt: number, result: TransportResult): AttemptEvent {
  if (result.kind === "failure") {
    const { delivery, status } = result;
    return { kind: "posted", attempt, delivery, ...(status === undefined ? {} : { status }) };
  }
  const requestId = result.headers["x-ncp-apigw-request-id"];
  // A header of the service may hold anything.
  const isId = requestId !== undefined && /^[\w.:-]{1,128}$/.test(requestId);
  return { kind: "posted", attempt, status: result.status, ...(isId ? { requestId } : {}) };
}

function recordOutcome(
  outcome: PostOutcome,
  startedAt: number,
  { limiter, tokens }: Pick<RetryDeps, "limiter" | "tokens">,
): void {
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
    case "pending":
      tokens.refund();
      limiter.recordOutcome({ kind: "accepted", startedAt });
      return;
    case "rejected":
      if (outcome.isTemporary) {
        limiter.recordOutcome({ kind: "throttled", startedAt, retryAfterMs: outcome.retryAfterMs });
      }
      return;
    case "notSent":
    case "unknown":
      return;
  }
}

/** Returns whether the delay passed without the signal cutting it short. */
async function slept(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return signal?.aborted !== true;
}
