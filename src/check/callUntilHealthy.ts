import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { InvocationEventDetail } from "../invocation/events.ts";
import { encodeParams } from "../invocation/invocation.ts";
import type { Activation } from "../model/activation.ts";
import type { Outcome, Rejected } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import { judgeCall, type Judgment, type JudgeOptions } from "./judgeCall.ts";
import type { Check } from "./readCheck.ts";

/** Dependencies of {@link callUntilHealthy}. */
export interface CheckDeps {
  readonly functions: Pick<CloudFunctions, "acquireSlot" | "invoke">;
  readonly clock: Clock;
  readonly emit: (event: InvocationEventDetail) => void;
  readonly judge: JudgeOptions;
  /** Ends the check, and aborts a call in flight: the action is safe to repeat. */
  readonly stop?: AbortSignal | undefined;
}

/** Numbers of the calls of a check. */
export interface CheckCount {
  readonly calls: number;
  /** Healthy calls in a row at the end. */
  readonly successes: number;
  /** Time from the start of the first call to the end of the last, milliseconds. */
  readonly durationMs: number;
}

/** Outcome of a check. */
export type CheckEnd = CheckCount &
  (
    | { readonly kind: "healthy"; readonly activation: Activation }
    | { readonly kind: "unhealthy" | "interrupted"; readonly last?: Extract<Judgment, { kind: "unhealthy" }> }
    | { readonly kind: "refused"; readonly outcome: Rejected }
  );

/** Progress of a check after a call that does not end it. */
export interface CheckPosition {
  /** Healthy calls in a row so far. */
  readonly successes: number;
  /** Start of the last call, epoch milliseconds. */
  readonly calledAt: number;
  /** End of the check's time, epoch milliseconds. */
  readonly untilAt: number;
  /** Current time, epoch milliseconds. */
  readonly now: number;
}

/**
 * Returns the start of the next call, epoch milliseconds; `undefined` when the action can no longer
 * become healthy in time.
 */
function nextCallAt(
  { successes: needed, everyMs }: Pick<Check, "successes" | "everyMs">,
  { successes, calledAt, untilAt, now }: CheckPosition,
): number | undefined {
  const nextAt = Math.max(now, calledAt + everyMs);
  const lastAt = nextAt + (needed - successes - 1) * everyMs;
  return lastAt < untilAt ? nextAt : undefined;
}

/**
 * Calls an action until it is healthy as many times in a row as the check needs, or its time is
 * over. The time starts when the first call may start, so that a long queue of other calls does not
 * count.
 */
export async function callUntilHealthy(check: Check, deps: CheckDeps): Promise<CheckEnd> {
  const { clock, emit, stop } = deps;
  const isStopped = (): boolean => stop?.aborted === true;
  const mostCalls = Math.ceil(check.withinMs / check.everyMs);
  let startedAt: number | undefined;
  let calls = 0;
  let successes = 0;
  let last: Extract<Judgment, { kind: "unhealthy" }> | undefined;
  const count = (): CheckCount => ({
    calls,
    successes,
    durationMs: startedAt === undefined ? 0 : clock.now() - startedAt,
  });
  const giveUp = (): CheckEnd => ({
    kind: isStopped() ? "interrupted" : "unhealthy",
    ...count(),
    ...(last === undefined ? {} : { last }),
  });
  emit({ kind: "waiting", origin: check.address.origin });
  for (;;) {
    const untilAt = startedAt === undefined ? Infinity : startedAt + check.withinMs;
    const called = await callOnceMore(check, untilAt, deps);
    if (called === undefined) return giveUp();
    startedAt ??= called.at;
    calls += 1;
    if (isStopped()) return giveUp();
    const judgment = judgeCall(check, called.outcome, deps.judge);
    if (judgment.kind === "refused") return { ...judgment, ...count() };
    const isHealthy = judgment.kind === "healthy";
    successes = isHealthy ? successes + 1 : 0;
    if (isHealthy && successes >= check.successes) return { ...judgment, ...count() };
    emit({
      kind: "checking",
      calls,
      mostCalls,
      successes,
      successesNeeded: check.successes,
      ...(isHealthy ? {} : { reason: judgment.reason }),
      isRepeated: !isHealthy && judgment.reason === last?.reason,
      untilAt: startedAt + check.withinMs,
    });
    if (!isHealthy) last = judgment;
    const nextAt = nextCallAt(check, {
      successes,
      calledAt: called.at,
      untilAt: startedAt + check.withinMs,
      now: clock.now(),
    });
    if (nextAt === undefined) return giveUp();
    try {
      await clock.sleep(nextAt - clock.now(), stop);
    } catch (error) {
      if (!isStopped()) throw error;
      return giveUp();
    }
  }
}

interface CalledOnce {
  /** Start of the call, epoch milliseconds. */
  readonly at: number;
  readonly outcome: Outcome;
}

/**
 * Calls the action. Returns `undefined` when the check was stopped, or its time was over, before
 * the call could start.
 */
async function callOnceMore(
  check: Check,
  firstUntilAt: number,
  { functions, clock, stop, emit }: CheckDeps,
): Promise<CalledOnce | undefined> {
  const { address, action } = check;
  const limit = timeLimit(clock, stop);
  try {
    limit.endAt(firstUntilAt);
    const slot = await functions.acquireSlot(address, limit.signal);
    emit({ kind: "acquired" });
    try {
      const at = slot.startedAt;
      const untilAt = Math.min(firstUntilAt, at + check.withinMs);
      limit.endAt(untilAt);
      const leftMs = Math.max(1, Math.ceil(untilAt - clock.now()));
      const { outcome } = await functions.invoke(
        {
          address,
          action,
          body: encodeParams(check.params),
          timeoutMs: Math.min(check.timeoutMs, leftMs),
          sendsUntilAt: untilAt,
          slot,
          onRetry: (made) => emit({ kind: "retrying", ...made }),
          onAttempt: emit,
        },
        limit.signal,
      );
      return { at, outcome: limit.isOver() && isCutOff(outcome) ? cutOff : outcome };
    } finally {
      slot.release();
    }
  } catch (error) {
    if (!limit.signal.aborted) throw error;
    return undefined;
  } finally {
    limit.clear();
  }
}

const cutOff: Outcome = {
  kind: "unknown",
  reason: "the check timed out before a response arrived",
  delivery: "sent",
};

function isCutOff({ kind }: Outcome): boolean {
  return kind === "notSent" || kind === "unknown";
}

interface TimeLimit {
  /** Signal that aborts at the end of the time, or with the other signal. */
  readonly signal: AbortSignal;
  /** Sets the end, epoch milliseconds. Replaces an earlier end. */
  readonly endAt: (at: number) => void;
  readonly isOver: () => boolean;
  readonly clear: () => void;
}

function timeLimit(clock: Clock, stop: AbortSignal | undefined): TimeLimit {
  const end = new AbortController();
  let timer = new AbortController();
  return {
    signal: stop === undefined ? end.signal : AbortSignal.any([stop, end.signal]),
    endAt: (at) => {
      timer.abort();
      timer = new AbortController();
      if (at === Infinity) return;
      clock.sleep(Math.max(0, at - clock.now()), timer.signal).then(
        () => end.abort(new Error("the check timed out")),
        () => {},
      );
    },
    isOver: () => end.signal.aborted,
    clear: () => timer.abort(),
  };
}
