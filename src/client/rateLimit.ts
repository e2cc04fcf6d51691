/** Rate at which the calls of a namespace start. Immutable; {@link nextRate} returns the next one. */
export interface RateLimitState {
  /** Starts per second. `Infinity` while there is no reason to limit them. */
  readonly perSecond: number;
  /** The user's own limit, never exceeded. `Infinity` for none. */
  readonly maxPerSecond: number;
  /** Earliest start of the next call, epoch milliseconds. */
  readonly nextAt: number;
  /** When the rate last fell, epoch milliseconds. */
  readonly throttledAt: number;
  /** Starts in the current tenth of a second that were not refused. */
  readonly current: StartCount;
  /** The same for the earlier tenths of the last seconds, oldest first. */
  readonly earlier: readonly StartCount[];
}

interface StartCount {
  /** The tenth of a second, counted from the epoch. */
  readonly tenth: number;
  readonly count: number;
}

/** What changes a rate. Instants are epoch milliseconds. */
export type RateLimitEvent =
  /** An attempt started. */
  | { readonly kind: "started" }
  /** The API accepted an attempt. */
  | { readonly kind: "accepted"; readonly startedAt: number }
  /** The API refused an attempt for now, with or without a `Retry-After`. */
  | { readonly kind: "throttled"; readonly startedAt: number; readonly retryAfterMs?: number | undefined };

const tenthMs = 100;
/** The rate is measured over a second. */
const measuredTenths = 10;
/** Starts are kept longer than they are measured, so that a slow refusal still finds its start. */
const keptTenths = 50;
/** After a refusal the rate falls to this part of the accepted rate, so that the service can catch up. */
const backoffFactor = 0.7;
/** The rate never falls below one start per second, unless the user's limit is lower. */
const minPerSecond = 1;
/** While calls are accepted, the rate rises by this much within a second. */
const risePerSecond = 1;
/** Pause of the whole namespace after a refusal without a `Retry-After`. */
const pauseMs = 500;
/** A longer `Retry-After` is an exhausted quota. Later calls get their own refusal rather than wait for it. */
const maxPauseMs = 60_000;
/** Starts delayed by a late timer are made up for to this extent. */
const latenessMs = 20;

/** Returns the rate of a namespace without calls so far. */
export function initialRate(maxPerSecond = Infinity): RateLimitState {
  const current = { tenth: -Infinity, count: 0 };
  return { perSecond: maxPerSecond, maxPerSecond, nextAt: 0, throttledAt: -Infinity, current, earlier: [] };
}

/**
 * Returns the rate after an event. A refusal delays the next start of the whole namespace and lowers the rate below the
 * one accepted so far; refusals of calls that had started before that only correct that rate. Each accepted call then
 * raises it a little.
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

/** Returns how long the next start must wait, milliseconds. A wait longer than any possible one means that the clock was set back. */
export function waitMs({ nextAt, perSecond }: RateLimitState, now: number): number {
  const leftMs = nextAt - now;
  return leftMs > Math.max(maxPauseMs, 1000 / perSecond) ? 0 : Math.max(0, leftMs);
}

/** Returns the rate with one more start, in constant time within a tenth of a second. */
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

/** Returns how many calls were accepted, as far as known, in the second that ends with a tenth. */
function acceptedPerSecond(starts: readonly StartCount[], tenth: number): number {
  return starts
    .filter((one) => one.tenth <= tenth && one.tenth > tenth - measuredTenths)
    .reduce((sum, { count }) => sum + count, 0);
}
