import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { jsonProblem } from "../../../src/invocation/jsonIssue.ts";
import { exactJson } from "../../support/exactJson.ts";

test("finds nothing in parsed JSON", () => {
  fc.assert(
    fc.property(exactJson, (value) => {
      expect(jsonProblem(value, "/params")).toBeUndefined();
    }),
  );
});

describe("finds what JSON cannot carry", () => {
  test.each<[string, unknown, string]>([
    ["a function", { a: { b: [() => 1] } }, "/params/a/b/0 is a function, which JSON does not support"],
    ["a symbol", { a: Symbol("x") }, "/params/a is a symbol, which JSON does not support"],
    ["a bigint", { a: 1n }, "/params/a is a bigint, which JSON does not support"],
    ["not a number", { a: Number.NaN }, "/params/a is NaN, which JSON does not support"],
    ["infinity", [Number.NEGATIVE_INFINITY], "/params/0 is -Infinity, which JSON does not support"],
    ["a date", { at: new Date(0) }, "/params/at is a Date, not a plain object"],
    ["a map", { at: new Map() }, "/params/at is a Map, not a plain object"],
    ["an instance without a class", { at: Object.create({}) }, "/params/at is a Object, not a plain object"],
    [
      "an instance whose class has no name",
      { at: Object.create(Object.create(null)) },
      "/params/at is an instance of a class, not a plain object",
    ],
  ])("%s", (_what, value, expected) => {
    const problem = jsonProblem(value, "/params");
    expect(`${problem?.pointer} ${problem?.reason}`).toBe(expected);
    expect(problem?.hint).toContain("plain arrays and objects");
  });

  test("a cycle, but not a part that occurs twice", () => {
    const shared = { x: 1 };
    expect(jsonProblem({ a: shared, b: [shared] }, "")).toBeUndefined();
    const cycle: Record<string, unknown> = { shared };
    cycle["again"] = [cycle];
    expect(jsonProblem(cycle, "")).toMatchObject({ pointer: "/again/0", reason: "contains itself" });
  });
});

test("counts undefined as omitted, and accepts objects without a prototype", () => {
  expect(jsonProblem(Object.assign(Object.create(null), { a: undefined }), "")).toBeUndefined();
});

test("does not check placeholders for later values", () => {
  const later = new Map([["x", () => 1]]);
  expect(jsonProblem({ a: [later] }, "", (part) => part === later)).toBeUndefined();
});
