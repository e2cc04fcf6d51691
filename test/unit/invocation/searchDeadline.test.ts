import { expect, test } from "vitest";
import { searchDeadline, type SearchStakes } from "../../../src/invocation/searchDeadline.ts";
import type { OnUnknown } from "../../../src/model/outcome.ts";

const now = 1_000_000;
const settledAt = now + 360_000;
const stakes: SearchStakes = { mayShowKey: false, onUnknown: "fail", isHere: true, settledAt };
const long = now + 600_000;
const short = now + 60_000;

test.each<[string, Partial<SearchStakes>, number, number]>([
  ["a run with the key may appear", { mayShowKey: true }, long, settledAt + 10_000],
  ["a run with the key may appear within waitFor", { mayShowKey: true }, short, short],
  ["no run can be told to be the call's", {}, long, now],
  ["the only candidate may be adopted later", { onUnknown: "adopt" }, long, settledAt + 10_000],
  ["it may be called again later", { onUnknown: "reinvoke" }, long, settledAt + 10_000],
  ["waitFor is over before it may be adopted", { onUnknown: "adopt" }, short, now],
  ["waitFor is over before it may be called again", { onUnknown: "reinvoke" }, short, now],
  ["the call went to another address", { mayShowKey: true, isHere: false }, long, now],
  [
    "the call went to another address, and no run appears any more",
    { mayShowKey: true, isHere: false, settledAt: now - 1 },
    long,
    now + 10_000,
  ],
  ["no run appears any more", { mayShowKey: true, settledAt: now - 1 }, long, now + 10_000],
])("when %s, the search ends in time for that", (_when, changes, waitUntilAt, endAt) => {
  expect(searchDeadline({ ...stakes, ...changes }, now, waitUntilAt)).toBe(endAt);
});

test("no search ends after waitFor", () => {
  for (const onUnknown of ["fail", "adopt", "reinvoke"] satisfies readonly OnUnknown[]) {
    for (const mayShowKey of [true, false]) {
      expect(searchDeadline({ ...stakes, onUnknown, mayShowKey }, now, now)).toBe(now);
    }
  }
});
