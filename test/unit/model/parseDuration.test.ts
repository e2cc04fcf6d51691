import * as fc from "fast-check";
import { expect, test } from "vitest";
import { formatDuration, parseDuration } from "../../../src/model/duration.ts";

test.each([
  [0, 0],
  [1500, 1500],
  ["0s", 0],
  ["250ms", 250],
  ["90s", 90_000],
  ["10m", 600_000],
  ["1h30m", 5_400_000],
  ["1.5h", 5_400_000],
  ["1m30s500ms", 90_500],
])("reads %j as %j ms", (text, ms) => {
  expect(parseDuration(text)).toBe(ms);
});

test.each([
  -1,
  Number.NaN,
  Number.POSITIVE_INFINITY,
  "",
  "10",
  "m",
  "-1s",
  "1 m",
  "1d",
  "1s ",
  "1e3s",
  "1.s",
  null,
  undefined,
  true,
  ["1s"],
])("does not take %j for a duration", (value) => {
  expect(parseDuration(value)).toBeUndefined();
});

test("does not accept a duration of more milliseconds than a number can hold", () => {
  expect(parseDuration(`${"9".repeat(400)}h`)).toBeUndefined();
});

test("adds up the parts of any text that it reads", () => {
  const amount = fc.nat(999);
  fc.assert(
    fc.property(amount, amount, amount, amount, (hours, minutes, seconds, ms) => {
      const text = `${hours}h${minutes}m${seconds}s${ms}ms`;
      expect(parseDuration(text)).toBe(hours * 3_600_000 + minutes * 60_000 + seconds * 1000 + ms);
    }),
  );
});

test.each([
  [0, "0ms"],
  [250, "250ms"],
  [1500, "1.5s"],
  [60_000, "1m"],
  [90_000, "1m30s"],
  [5_400_000, "1h30m"],
  [86_400_000, "24h"],
  [15_099.6, "15.1s"],
])("%i milliseconds are written as %s, and read back", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
  expect(parseDuration(text)).toBeCloseTo(Math.round(ms));
});
