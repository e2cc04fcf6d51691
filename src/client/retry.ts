import type { Delivery, Outcome, PostOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import type { CallLimiter, CallSlot } from "./callLimiter.ts";
import { classifyResponse, describeApiError } from "./responses.ts";
import type { TransportResult } from "./transport.ts";

/** Limits on the retries of a call that provably did not run. */
export interface RetryBudget {
  /** Attempts in total, at least 1. */
  readonly attempts: number;
  /** Latest start of an attempt after the first one, milliseconds. */
  readonly budgetMs: number;
}

/** Retry that is about to start. */
export interface Retry {
  /** Attempts made so far. */
  readonly attempts: number;
  /** Delay before the next attempt, milliseconds. The rate limit may extend it. */
  readonly delayMs: number;
  /** Reason why the last attempt did not run, as a clause. */
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
      /** Delivery of the request, if no complete response arrived. */
      readonly delivery?: Delivery;
    };

const firstBackoffMs = 200;
const maxBackoffMs = 10_000;

/** Inputs of {@link decideRetry}. */
export interface RetryInput {
  /** Attempts made so far, from 1. */
  readonly attempts: number;
  readonly maxAttempts: number;
  /** Outcome of the last attempt. */
  readonly outcome: Outcome;
  /** `true` when this call has already corrected the clock. */
  readonly wasClockCorrected: boolean;
  /** Shared retries left for the client's calls. A clock correction does not use one. */
  readonly retriesLeft: number;
  /** Earliest start of the namespace's next call, epoch milliseconds. */
  readonly notBeforeAt: number;
  /** Latest start of another attempt, epoch milliseconds. */
  readonly untilAt: number;
  /** Current time, epoch milliseconds. */
  readonly now: number;
  /** Random number from 0 up to but not including 1. */
  readonly random: number;
}

/** Decision after an attempt. */
export type RetryDecision =
  | { readonly kind: "retry"; readonly afterMs: number; readonly correctClockMs?: number }
  /** `isOutOfRetries`: set when only the lack of shared retries prevented a retry. */
  | { readonly kind: "stop"; readonly isOutOfRetries?: true };

const stop: RetryDecision = { kind: "stop" };

/**
 * Decides whether to retry. Retries only an attempt that provably did not run and may succeed next
 * time.
 *
 * The delay is a random part of 200 ms, doubled at each attempt, at most 10 s. It is never shorter
 * than the API's `Retry-After` or the namespace's rate limit. A wrong clock is corrected once and
 * the call is repeated immediately, regardless of the number of attempts allowed.
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

/** Accounting unit: tenths of a retry, so that refunds add up exactly. */
const tenthsPerRetry = 10;
const maxRetries = 100;

/**
 * Retries shared by all calls of a client, so that retries do not multiply the load on a failing
 * service. It holds 100. Each retry takes one, and ten accepted calls refund one.
 */
export class RetryTokenBucket {
  #tenths = maxRetries * tenthsPerRetry;

  /** Number of whole retries left. */
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
  /** Number of POST requests; 0 when the deadline had passed before the first one. */
  readonly attempts: number;
  /** Time of the last attempt, epoch milliseconds of this machine's clock. */
  readonly invokedAt: number;
  /**
   * Time by which the API's clock is ahead of this machine's, milliseconds. Set when the client
   * corrected its clock.
   */
  readonly clockOffMs?: number;
}

/** Dependencies of {@link invokeWithRetry}. */
export interface RetryDeps {
  readonly clock: Clock;
  readonly random: () => number;
  /** Limiter of the action's namespace. */
  readonly limiter: CallLimiter;
  /** Slot of the call. */
  readonly slot: Pick<CallSlot, "startedAt">;
  readonly tokens: RetryTokenBucket;
  readonly retry: RetryBudget;
  /** Latest time to write the first byte of an attempt, epoch milliseconds. */
  readonly sendsUntilAt: number;
  /** Signs and posts once. `nowMs` is the signing clock when the response arrived. */
  readonly post: (
    maySend: () => boolean,
  ) => Promise<{ readonly result: TransportResult; readonly nowMs: number }>;
  /** Corrects the signing clock. `clockOffMs` is the time by which it is behind the API's clock. */
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

/** Waits, and returns whether the delay passed without the signal aborting it. */
async function slept(clock: Clock, ms: number, signal: AbortSignal | undefined): Promise<boolean> {
  try {
    await clock.sleep(ms, signal);
  } catch (error) {
    if (signal?.aborted !== true) throw error;
  }
  return signal?.aborted !== true;
}
