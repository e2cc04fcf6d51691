import * as fc from "fast-check";
import { expect, test } from "vitest";
import { parseDuration } from "../../../src/model/duration.ts";

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

test("does not take more milliseconds than a number holds for a duration", () => {
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
