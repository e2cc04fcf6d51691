/** How fast the calls of a namespace are started. A value; `nextPace` makes the next one. */
export interface RateLimitState {
  /** Starts per second. `Infinity` while there is no reason to hold back. */
  readonly perSecond: number;
  /** The rate that the user set, which is never exceeded. `Infinity` for none. */
  readonly mostPerSecond: number;
  /** No call is started earlier, epoch milliseconds. */
  readonly nextAt: number;
  /** When the pace last fell, epoch milliseconds. */
  readonly throttledAt: number;
  /** The last seconds' starts that were not refused, by the tenth of a second they fell in, oldest first. */
  readonly starts: readonly { readonly tenth: number; readonly count: number }[];
}

/** What changes a pace. Instants are epoch milliseconds. */
export type RateLimitEvent =
  /** A call was started. */
  | { readonly kind: "started" }
  /** A call that was started then got through. */
  | { readonly kind: "accepted"; readonly startedAt: number }
  /** A call that was started then was refused for now, perhaps with the word how long to wait. */
  | { readonly kind: "throttled"; readonly startedAt: number; readonly retryAfterMs?: number | undefined };

const tenthMs = 100;
/** A pace is measured over a second, and refusals that take a while still find their start. */
const measuredTenths = 10;
const keptTenths = 50;
/** A pace falls to this part of what was taken, so that the service can catch up. */
const fallTo = 0.7;
/** Where it falls to at most, unless the user set less: one start per second. */
const leastPerSecond = 1;
/** While calls get through, the pace rises by so much within a second. */
const risePerSecond = 1;
/** Everybody's pause after a refusal that does not say for how long. */
const pauseMs = 500;
/** A longer `Retry-After` is a quota that is used up. Those who come later hear so for themselves, and do not wait for it one after the other. */
const longestPauseMs = 60_000;
/** Starts that a late timer held up are made good up to so much. */
const latenessMs = 20;

/** The pace of a namespace in which no call was made yet. */
export function initialRate(mostPerSecond = Infinity): RateLimitState {
  return { perSecond: mostPerSecond, mostPerSecond, nextAt: 0, throttledAt: -Infinity, starts: [] };
}

/**
 * The pace after an event. A refusal puts the next start off for everybody, and lets the pace fall below the rate at which calls
 * had been taken; refusals of calls that had left by then only correct that rate. Each call that gets through then lets it rise a little.
 */
export function nextRate(pace: RateLimitState, event: RateLimitEvent, now: number): RateLimitState {
  switch (event.kind) {
    case "started":
      return {
        ...pace,
        nextAt:
          Math.max(now - latenessMs, Math.min(pace.nextAt, now + waitMs(pace, now))) + 1000 / pace.perSecond,
        starts: withStart(pace.starts, Math.floor(now / tenthMs)),
      };
    case "accepted": {
      const { perSecond, mostPerSecond } = pace;
      if (perSecond >= mostPerSecond || event.startedAt <= pace.throttledAt) return pace;
      return {
        ...pace,
        perSecond: Math.min(mostPerSecond, perSecond + Math.min(1, risePerSecond / perSecond)),
      };
    }
    case "throttled": {
      const tenth = Math.floor(event.startedAt / tenthMs);
      const starts = withoutStart(pace.starts, tenth);
      const taken = takenPerSecond(starts, tenth);
      const isNews = event.startedAt > pace.throttledAt;
      const fallen = isNews
        ? fallTo * Math.min(pace.perSecond, taken)
        : Math.min(pace.perSecond, fallTo * taken);
      const { retryAfterMs } = event;
      const isLong = retryAfterMs === undefined || retryAfterMs > longestPauseMs;
      const delayMs = isLong ? (isNews ? pauseMs : 0) : retryAfterMs;
      return {
        ...pace,
        starts,
        perSecond: Math.max(Math.min(leastPerSecond, pace.mostPerSecond), fallen),
        nextAt: now + Math.max(delayMs, waitMs(pace, now)),
        throttledAt: isNews ? now : pace.throttledAt,
      };
    }
  }
}

/** How long to wait at an instant before the next start. A longer wait than any there may be tells that the clock was set back. */
export function waitMs({ nextAt, perSecond }: RateLimitState, now: number): number {
  const leftMs = nextAt - now;
  return leftMs > Math.max(longestPauseMs, 1000 / perSecond) ? 0 : Math.max(0, leftMs);
}

type Starts = RateLimitState["starts"];

function withStart(starts: Starts, tenth: number): Starts {
  const last = starts.at(-1);
  if (last?.tenth === tenth) return starts.with(starts.length - 1, { tenth, count: last.count + 1 });
  return [...starts.filter((one) => one.tenth > tenth - keptTenths), { tenth, count: 1 }];
}

function withoutStart(starts: Starts, tenth: number): Starts {
  return starts.map((one) => (one.tenth === tenth ? { tenth, count: Math.max(0, one.count - 1) } : one));
}

/** Calls that were taken in the second that ends with a tenth, as far as is known. */
function takenPerSecond(starts: Starts, tenth: number): number {
  return starts
    .filter((one) => one.tenth <= tenth && one.tenth > tenth - measuredTenths)
    .reduce((sum, { count }) => sum + count, 0);
}
