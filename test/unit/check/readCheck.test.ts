import { expect, test } from "vitest";
import { readCheck } from "../../../src/check/readCheck.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";

function issuesOf(inputs: JsonObject, timeoutMs?: number): readonly string[] {
  return readCheck({ actionName: "health", ...inputs }, {}, timeoutMs).issues.map(
    ({ code, pointer, reason }) => `${code} ${pointer} ${reason}`,
  );
}

test("defaults: every 5 s for 5 minutes, one healthy call, of a run that succeeded", () => {
  expect(readCheck({ actionName: "health" }).check).toEqual({
    action: { packageName: "-", actionName: "health" },
    address: expect.objectContaining({ platform: "classic" }),
    params: {},
    resultSchema: undefined,
    success: true,
    successes: 1,
    everyMs: 5000,
    withinMs: 300_000,
    timeoutMs: 60_000,
    triggers: [],
  });
});

test.each<[string, JsonObject, string]>([
  [
    "a time shorter than the calls in a row need",
    { within: "14s", successes: 3 },
    "/within within is 14s, shorter than every times successes (5s × 3)",
  ],
  ["a time without an end", { within: "25h" }, "/within within is 25h, longer than 24h"],
  ["a time that is none", { within: "soon" }, "/within within must be a duration"],
  ["a period that is none", { every: -1 }, "/every every must be a duration"],
  ["a period without a pause", { every: 0 }, "/every every is 0ms, shorter than 100ms"],
  ["no call in a row", { successes: 0 }, "/successes successes must be an integer from 1 to 100"],
  ["half a call in a row", { successes: 1.5 }, "/successes successes must be an integer from 1 to 100"],
  ["a success that is no boolean", { success: "yes" }, "/success success must be true or false"],
  [
    "a condition that every run meets",
    { success: false },
    "/success success is false and there is no resultSchema",
  ],
  [
    "a gateway that never waits",
    { timeout: 0 },
    "/timeout timeout is 0, but must be an integer number of milliseconds from 1 to 60000",
  ],
  ["an input of an invocation", { waitFor: "1m" }, "/waitFor waitFor is not an input"],
  ["params that are not an object", { params: [1] }, "/params params is an array, not an object"],
  ["a schema that cannot be used", { resultSchema: { type: "nothing" } }, "/resultSchema"],
  ["an address that does not exist", { region: "SGN", platform: "classic" }, "/platform"],
])("%s is refused", (_what, inputs, issue) => {
  expect(issuesOf(inputs)).toEqual([expect.stringContaining(issue)]);
});

test("a time longer than the custom time-out of the resource is refused, the default one as well", () => {
  const issue =
    "NCF_INPUT_INVALID /within within is 5m, longer than the custom time-out of the resource (1m)";
  expect(issuesOf({}, 60_000)).toEqual([issue]);
  expect(issuesOf({ within: "1m" }, 60_000)).toEqual([]);
});

test("unknown inputs have no issues and prevent no other checks", () => {
  const inputs = { within: unknownValue, every: "10m", resultSchema: { properties: unknownValue } };
  expect(issuesOf(inputs, 1000)).toEqual([]);
  expect(readCheck({ actionName: "health", ...inputs })).toMatchObject({
    hasUnknowns: true,
    hasUnknownGeneration: true,
  });
  expect(readCheck({ actionName: "health", every: unknownValue })).toMatchObject({
    hasUnknowns: true,
    hasUnknownGeneration: false,
  });
});

test("success: false is fine while its schema is not known yet", () => {
  expect(issuesOf({ success: false, resultSchema: unknownValue })).toEqual([]);
});
