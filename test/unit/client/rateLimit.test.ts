import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import {
  initialRate,
  nextRate,
  waitMs,
  type RateLimitState,
  type RateLimitEvent,
} from "../../../src/client/rateLimit.ts";

const now = 1_714_021_538_000;

/** A pace after so many starts, one every `everyMs`, from `now` on. */
function started(count: number, everyMs: number, pace: RateLimitState = initialRate()): RateLimitState {
  let next = pace;
  for (let index = 0; index < count; index += 1) {
    next = nextRate(next, { kind: "started" }, now + index * everyMs);
  }
  return next;
}

function throttled(
  pace: RateLimitState,
  startedAt: number,
  at: number,
  retryAfterMs?: number,
): RateLimitState {
  return nextRate(pace, { kind: "throttled", startedAt, retryAfterMs }, at);
}

test("without a reason nobody is held back", () => {
  const pace = started(500, 0);
  expect(pace.perSecond).toBe(Infinity);
  expect(pace.nextAt).toBeLessThanOrEqual(now);
});

test("a rate of the user's own spaces the starts, and makes a late timer good", () => {
  const pace = started(1, 0, initialRate(20));
  expect(pace.nextAt - now).toBeCloseTo(30);
  expect(nextRate(pace, { kind: "started" }, now + 50).nextAt - now).toBeCloseTo(80);
  expect(nextRate(pace, { kind: "started" }, now + 40).nextAt - now).toBeCloseTo(80);
});

describe("a refusal", () => {
  test("lets the pace fall below what was taken, when all are refused that were too many", () => {
    let pace = started(80, 0);
    for (let refused = 0; refused < 60; refused += 1) pace = throttled(pace, now, now + 30 + refused);
    expect(pace.perSecond).toBeCloseTo(0.7 * 20);
  });

  test("of a call that left before the pace fell does not let it fall again", () => {
    const pace = throttled(started(21, 50), now + 1000, now + 1010);
    const { perSecond } = pace;
    expect(perSecond).toBeLessThan(20);
    expect(throttled(pace, now + 950, now + 1020).perSecond).toBeCloseTo(perSecond);
  });

  test("of a call that left afterwards does", () => {
    const pace = throttled(started(21, 50), now + 1000, now + 1010);
    expect(throttled(pace, now + 1500, now + 1510).perSecond).toBeLessThan(0.8 * pace.perSecond);
  });

  test("never lets it fall below one in a second, or below the user's own rate", () => {
    expect(throttled(initialRate(), now, now).perSecond).toBe(1);
    expect(throttled(initialRate(0.25), now, now).perSecond).toBe(0.25);
  });

  test("puts the next start off for everybody, as long as the API asks for", () => {
    expect(throttled(initialRate(), now, now, 7000).nextAt).toBe(now + 7000);
    expect(throttled(initialRate(), now, now).nextAt).toBe(now + 500);
  });

  test("does not put it off for a quota that is used up for longer than a minute", () => {
    expect(throttled(initialRate(), now, now, 60_000).nextAt).toBe(now + 60_000);
    expect(throttled(initialRate(), now, now, 61_000).nextAt).toBe(now + 500);
  });

  test("without a word how long to wait puts it off once for all that left together", () => {
    const pace = throttled(started(80, 0), now, now + 30);
    expect(throttled(pace, now, now + 400).nextAt).toBe(now + 530);
    expect(throttled(pace, now, now + 400, 1000).nextAt).toBe(now + 1400);
  });
});

describe("a call that gets through", () => {
  const slow = throttled(started(20, 50), now + 950, now + 960);

  test("lets the pace rise, by about one start per second in a second", () => {
    let pace = slow;
    const perSecond = Math.round(pace.perSecond);
    for (let count = 0; count < perSecond; count += 1) {
      pace = nextRate(pace, { kind: "accepted", startedAt: now + 2000 }, now + 3000);
    }
    expect(pace.perSecond - slow.perSecond).toBeGreaterThan(0.9);
    expect(pace.perSecond - slow.perSecond).toBeLessThan(1.1);
  });

  test("but had left before the pace fell tells nothing", () => {
    expect(nextRate(slow, { kind: "accepted", startedAt: now + 900 }, now + 3000)).toBe(slow);
  });
});

test("a clock that was set back by more than any wait makes nobody wait", () => {
  const later = nextRate(initialRate(20), { kind: "started" }, now + 3_600_000);
  expect(waitMs(later, now)).toBe(0);
  const pace = nextRate(later, { kind: "started" }, now);
  expect(waitMs(pace, now)).toBeCloseTo(50);
  expect(waitMs(throttled(later, now, now), now)).toBe(500);
});

test("whatever happens, the pace is one that somebody can keep to, and no start is drawn nearer", () => {
  const event = fc.oneof(
    fc.constant<RateLimitEvent>({ kind: "started" }),
    fc.nat(20_000).map((agoMs): RateLimitEvent => ({ kind: "accepted", startedAt: now - agoMs })),
    fc
      .tuple(fc.nat(20_000), fc.option(fc.nat(100_000), { nil: undefined }))
      .map(([agoMs, retryAfterMs]): RateLimitEvent => ({
        kind: "throttled",
        startedAt: now - agoMs,
        retryAfterMs,
      })),
  );
  const rate = fc.oneof(fc.constant(Infinity), fc.double({ min: 0.01, max: 1000, noNaN: true }));
  fc.assert(
    fc.property(rate, fc.array(fc.tuple(event, fc.nat(3000)), { maxLength: 200 }), (most, steps) => {
      let pace = initialRate(most);
      let at = now;
      for (const [one, laterMs] of steps) {
        const before = pace;
        if (one.kind === "started") at += waitMs(pace, at);
        pace = nextRate(pace, one, at);
        expect(pace.perSecond).toBeGreaterThanOrEqual(Math.min(1, most));
        expect(pace.perSecond).toBeLessThanOrEqual(most);
        expect(pace.nextAt).toBeGreaterThanOrEqual(before.nextAt);
        expect(pace.earlier.length).toBeLessThanOrEqual(50);
        at += laterMs;
      }
    }),
  );
});
