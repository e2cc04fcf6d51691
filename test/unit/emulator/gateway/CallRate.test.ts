import { expect, test } from "vitest";
import { CallRate } from "../../../../src/emulator/gateway/CallRate.ts";

/** How many of so many calls are let through that come one every `everyMs`. */
function taken(rate: CallRate, count: number, everyMs: number, perSecond: number, fromAt = 0): number {
  const calls = Array.from({ length: count }, (_, index) => rate.takes(fromAt + index * everyMs, perSecond));
  return calls.filter(Boolean).length;
}

test("without a rate every call is let through", () => {
  expect(taken(new CallRate(), 1000, 0, Infinity)).toBe(1000);
});

test("calls for a tenth of a second may arrive at once, and at least one", () => {
  expect(taken(new CallRate(), 100, 0, 200)).toBe(20);
  expect(taken(new CallRate(), 100, 0, 2)).toBe(1);
});

test("over time the rate limits the number of calls", () => {
  const count = taken(new CallRate(), 1000, 10, 20);
  expect(count).toBeGreaterThanOrEqual(200);
  expect(count).toBeLessThanOrEqual(202);
});

test("a rate of nothing lets through what was saved and no more", () => {
  expect(taken(new CallRate(), 100, 1000, 0)).toBe(1);
});

test("a clock that goes back gives nothing", () => {
  const rate = new CallRate();
  expect(taken(rate, 3, 0, 20, 10_000)).toBe(2);
  expect(taken(rate, 3, 0, 20, 5000)).toBe(0);
});
