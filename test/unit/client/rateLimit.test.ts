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

/** The rate after a number of starts, one every `everyMs`, from `now` on. */
function started(count: number, everyMs: number, rate: RateLimitState = initialRate()): RateLimitState {
  let next = rate;
  for (let index = 0; index < count; index += 1) {
    next = nextRate(next, { kind: "started" }, now + index * everyMs);
  }
  return next;
}

function throttled(
  rate: RateLimitState,
  startedAt: number,
  at: number,
  retryAfterMs?: number,
): RateLimitState {
  return nextRate(rate, { kind: "throttled", startedAt, retryAfterMs }, at);
}

test("without a refusal no call is delayed", () => {
  const rate = started(500, 0);
  expect(rate.perSecond).toBe(Infinity);
  expect(rate.nextAt).toBeLessThanOrEqual(now);
});

test("the user's own limit spaces the starts, and makes up for a late timer", () => {
  const rate = started(1, 0, initialRate(20));
  expect(rate.nextAt - now).toBeCloseTo(30);
  expect(nextRate(rate, { kind: "started" }, now + 50).nextAt - now).toBeCloseTo(80);
  expect(nextRate(rate, { kind: "started" }, now + 40).nextAt - now).toBeCloseTo(80);
});

describe("a refusal", () => {
  test("lowers the rate below the accepted one, when every call above the limit is refused", () => {
    let rate = started(80, 0);
    for (let refused = 0; refused < 60; refused += 1) rate = throttled(rate, now, now + 30 + refused);
    expect(rate.perSecond).toBeCloseTo(0.7 * 20);
  });

  test("of a call that started before the rate fell does not lower it again", () => {
    const rate = throttled(started(21, 50), now + 1000, now + 1010);
    const { perSecond } = rate;
    expect(perSecond).toBeLessThan(20);
    expect(throttled(rate, now + 950, now + 1020).perSecond).toBeCloseTo(perSecond);
  });

  test("of a call that started afterwards does", () => {
    const rate = throttled(started(21, 50), now + 1000, now + 1010);
    expect(throttled(rate, now + 1500, now + 1510).perSecond).toBeLessThan(0.8 * rate.perSecond);
  });

  test("never lowers it below one per second, or below the user's own limit", () => {
    expect(throttled(initialRate(), now, now).perSecond).toBe(1);
    expect(throttled(initialRate(0.25), now, now).perSecond).toBe(0.25);
  });

  test("delays the next start of every call, as long as the API asks", () => {
    expect(throttled(initialRate(), now, now, 7000).nextAt).toBe(now + 7000);
    expect(throttled(initialRate(), now, now).nextAt).toBe(now + 500);
  });

  test("does not delay it for a quota that is exhausted for more than a minute", () => {
    expect(throttled(initialRate(), now, now, 60_000).nextAt).toBe(now + 60_000);
    expect(throttled(initialRate(), now, now, 61_000).nextAt).toBe(now + 500);
  });

  test("without a Retry-After delays it once for all calls that started together", () => {
    const rate = throttled(started(80, 0), now, now + 30);
    expect(throttled(rate, now, now + 400).nextAt).toBe(now + 530);
    expect(throttled(rate, now, now + 400, 1000).nextAt).toBe(now + 1400);
  });
});

describe("an accepted call", () => {
  const slow = throttled(started(20, 50), now + 950, now + 960);

  test("raises the rate by about one start per second in a second", () => {
    let rate = slow;
    const perSecond = Math.round(rate.perSecond);
    for (let count = 0; count < perSecond; count += 1) {
      rate = nextRate(rate, { kind: "accepted", startedAt: now + 2000 }, now + 3000);
    }
    expect(rate.perSecond - slow.perSecond).toBeGreaterThan(0.9);
    expect(rate.perSecond - slow.perSecond).toBeLessThan(1.1);
  });

  test("that started before the rate fell changes nothing", () => {
    expect(nextRate(slow, { kind: "accepted", startedAt: now + 900 }, now + 3000)).toBe(slow);
  });
});

test("a clock that was set back by more than any wait delays no call", () => {
  const later = nextRate(initialRate(20), { kind: "started" }, now + 3_600_000);
  expect(waitMs(later, now)).toBe(0);
  const rate = nextRate(later, { kind: "started" }, now);
  expect(waitMs(rate, now)).toBeCloseTo(50);
  expect(waitMs(throttled(later, now, now), now)).toBe(500);
});

test("whatever happens, the rate stays within its limits, and no start is moved forward", () => {
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
  const maxRate = fc.oneof(fc.constant(Infinity), fc.double({ min: 0.01, max: 1000, noNaN: true }));
  fc.assert(
    fc.property(maxRate, fc.array(fc.tuple(event, fc.nat(3000)), { maxLength: 200 }), (most, steps) => {
      let rate = initialRate(most);
      let at = now;
      for (const [one, laterMs] of steps) {
        const before = rate;
        if (one.kind === "started") at += waitMs(rate, at);
        rate = nextRate(rate, one, at);
        expect(rate.perSecond).toBeGreaterThanOrEqual(Math.min(1, most));
        expect(rate.perSecond).toBeLessThanOrEqual(most);
        expect(rate.nextAt).toBeGreaterThanOrEqual(before.nextAt);
        expect(rate.earlier.length).toBeLessThanOrEqual(50);
        at += laterMs;
      }
    }),
  );
});
