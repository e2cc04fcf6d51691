/** Rate at which the calls of a namespace start. Immutable; {@link nextRate} returns the next one. */
export interface RateLimitState {
  /** Starts per second. `Infinity` when the rate is not limited. */
  readonly perSecond: number;
  /** Limit that the user set, never exceeded. `Infinity` for none. */
  readonly maxPerSecond: number;
  /** Earliest start of the next call, epoch milliseconds. */
  readonly nextAt: number;
  /** Time of the last decrease of the rate, epoch milliseconds. */
  readonly throttledAt: number;
  /** Starts in the current tenth of a second that the API did not refuse. */
  readonly current: StartCount;
  /** Starts in the earlier tenths of the last seconds, oldest first. */
  readonly earlier: readonly StartCount[];
}

interface StartCount {
  /** Number of the tenth of a second since the epoch. */
  readonly tenth: number;
  readonly count: number;
}

/** Event that changes a rate. Times are epoch milliseconds. */
export type RateLimitEvent =
  /** An attempt started. */
  | { readonly kind: "started" }
  /** The API accepted an attempt. */
  | { readonly kind: "accepted"; readonly startedAt: number }
  /** The API refused an attempt temporarily, with or without a `Retry-After`. */
  | { readonly kind: "throttled"; readonly startedAt: number; readonly retryAfterMs?: number | undefined };

const tenthMs = 100;
/** Tenths of a second over which the rate is measured. */
const measuredTenths = 10;
/**
 * Tenths of a second for which starts are kept. Longer than measured, so that a slow refusal still
 * finds its start.
 */
const keptTenths = 50;
/** Factor of the accepted rate after a refusal, so that the service can recover. */
const backoffFactor = 0.7;
/** Minimum rate in starts per second, unless the user's limit is lower. */
const minPerSecond = 1;
/** Increase of the rate per second while calls are accepted. */
const risePerSecond = 1;
/** Pause of the whole namespace after a refusal without a `Retry-After`, milliseconds. */
const pauseMs = 500;
/**
 * Maximum pause, milliseconds. A longer `Retry-After` means an exhausted quota: later calls fail
 * instead of waiting.
 */
const maxPauseMs = 60_000;
/** Lateness of a timer that later starts may compensate, milliseconds. */
const latenessMs = 20;

/** Returns the rate of a namespace without calls. */
export function initialRate(maxPerSecond = Infinity): RateLimitState {
  const current = { tenth: -Infinity, count: 0 };
  return { perSecond: maxPerSecond, maxPerSecond, nextAt: 0, throttledAt: -Infinity, current, earlier: [] };
}

/**
 * Returns the rate after an event. A refusal delays the next start of the whole namespace and
 * lowers the rate below the accepted rate. Refusals of calls that had started before the decrease
 * only correct that rate. Each accepted call then raises it slightly.
 */
export function nextRate(rate: RateLimitState, event: RateLimitEvent, now: number): RateLimitState {
  switch (event.kind) {
    case "started": {
      const dueAt = Math.max(now - latenessMs, Math.min(rate.nextAt, now + waitMs(rate, now)));
      return withStart(rate, dueAt + 1000 / rate.perSecond, Math.floor(now / tenthMs));
    }
    case "accepted": {
      const { perSecond, maxPerSecond } = rate;
      if (perSecond >= maxPerSecond || event.startedAt <= rate.throttledAt) return rate;
      const raised = perSecond + Math.min(1, risePerSecond / perSecond);
      return { ...rate, perSecond: Math.min(maxPerSecond, raised) };
    }
    case "throttled":
      return throttledRate(rate, event, now);
  }
}

function throttledRate(
  rate: RateLimitState,
  { startedAt, retryAfterMs }: Extract<RateLimitEvent, { kind: "throttled" }>,
  now: number,
): RateLimitState {
  const tenth = Math.floor(startedAt / tenthMs);
  const current = withoutStart(rate.current, tenth);
  const earlier = rate.earlier.map((one) => withoutStart(one, tenth));
  const accepted = acceptedPerSecond([...earlier, current], tenth);
  const isNews = startedAt > rate.throttledAt;
  const perSecond = isNews
    ? backoffFactor * Math.min(rate.perSecond, accepted)
    : Math.min(rate.perSecond, backoffFactor * accepted);
  const hasPause = retryAfterMs !== undefined && retryAfterMs <= maxPauseMs;
  const delayMs = hasPause ? retryAfterMs : isNews ? pauseMs : 0;
  return {
    ...rate,
    current,
    earlier,
    perSecond: Math.max(Math.min(minPerSecond, rate.maxPerSecond), perSecond),
    nextAt: now + Math.max(delayMs, waitMs(rate, now)),
    throttledAt: isNews ? now : rate.throttledAt,
  };
}

/**
 * Returns the delay before the next start, milliseconds. Ignores an impossibly long delay, which
 * means that the clock was set back.
 */
export function waitMs({ nextAt, perSecond }: RateLimitState, now: number): number {
  const leftMs = nextAt - now;
  return leftMs > Math.max(maxPauseMs, 1000 / perSecond) ? 0 : Math.max(0, leftMs);
}

/** Counts one more start, in constant time within a tenth of a second. */
function withStart(rate: RateLimitState, nextAt: number, tenth: number): RateLimitState {
  const { perSecond, maxPerSecond, throttledAt, current, earlier } = rate;
  if (current.tenth === tenth) {
    const more = { tenth, count: current.count + 1 };
    return { perSecond, maxPerSecond, nextAt, throttledAt, current: more, earlier };
  }
  const kept = [...earlier, current].filter((one) => one.tenth > tenth - keptTenths);
  return { ...rate, nextAt, current: { tenth, count: 1 }, earlier: kept };
}

function withoutStart(start: StartCount, tenth: number): StartCount {
  return start.tenth === tenth ? { tenth, count: Math.max(0, start.count - 1) } : start;
}

/** Returns the number of calls known to be accepted in the second that ends with a tenth. */
function acceptedPerSecond(starts: readonly StartCount[], tenth: number): number {
  return starts
    .filter((one) => one.tenth <= tenth && one.tenth > tenth - measuredTenths)
    .reduce((sum, { count }) => sum + count, 0);
}
