import { expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { isUncertain } from "../../../src/model/stepReason.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import type { StepInputs } from "../../../src/resource/steps.ts";
import { failed, inputs, pending, scene, step, stored, succeeded } from "./scene.ts";

/** Why the lifecycle would do something after a first call, with these changes of the inputs. */
async function reasonsOf(
  changes: JsonObject,
  rest: Partial<StepInputs> = {},
  { first = step(), outcome = succeeded("a1"), defaults = {} } = {},
): Promise<unknown> {
  const before = scene({ outcomes: [outcome] });
  const { state } = await before.lifecycle.create(first);
  const { lifecycle } = scene({ defaults });
  return lifecycle.diff(stored(state), step(changes, rest), first.inputs).reasons;
}

const trigger = (old: Json, next: Json): unknown => ({
  kind: "triggerChanged",
  pointer: "/triggers/0",
  old,
  new: next,
});

test("a changed param is named by its pointer, with its old and new value, and the others are not", async () => {
  const first = step({ params: { version: 1, tables: ["a", "b"], gone: true } });
  expect(await reasonsOf({ params: { version: 2, tables: ["a", "c"] } }, {}, { first })).toEqual([
    { kind: "paramChanged", pointer: "/params/version", old: 1, new: 2 },
    { kind: "paramChanged", pointer: "/params/tables/1", old: "b", new: "c" },
    { kind: "paramChanged", pointer: "/params/gone", old: true },
  ]);
});

test("a changed trigger and a changed action have kinds of their own", async () => {
  const first = step({ triggers: ["r1"] });
  expect(await reasonsOf({ triggers: ["r2"], actionName: "seed" }, {}, { first })).toEqual([
    { kind: "actionChanged", pointer: "/actionName", old: "migrate", new: "seed" },
    trigger("r1", "r2"),
  ]);
});

test("a param that is secret before or after is told without any value", async () => {
  const pointers = { secretPointers: ["/params/dsn"] };
  const first = step({ params: { dsn: "canary-1" } }, pointers);
  const reasons = [{ kind: "paramChanged", pointer: "/params/dsn", isSecret: true }];
  expect(await reasonsOf({ params: { dsn: "canary-2" } }, pointers, { first })).toEqual(reasons);
  expect(await reasonsOf({ params: { dsn: "canary-2" } }, {}, { first })).toEqual(reasons);
});

test("the keys of params that are secret as a whole are not told", async () => {
  const pointers = { secretPointers: ["/params"] };
  const first = step({ params: { "canary-key": 1 } }, pointers);
  expect(await reasonsOf({ params: { "canary-key": 2 } }, pointers, { first })).toEqual([
    { kind: "paramChanged", pointer: "/params", isSecret: true },
  ]);
});

test("a value that is known only during the run makes the step uncertain, unless something else calls", async () => {
  const unknown = { kind: "paramChanged", pointer: "/params/version", old: 1, isUnknown: true };
  const maybe = await reasonsOf({ params: { version: unknownValue } });
  expect(maybe).toEqual([unknown]);
  expect((maybe as Parameters<typeof isUncertain>[0][]).every(isUncertain)).toBe(true);
  const news = { params: { version: unknownValue }, triggers: ["now"] };
  expect(await reasonsOf(news)).toEqual([
    unknown,
    { kind: "triggerChanged", pointer: "/triggers", new: ["now"] },
  ]);
  expect(await reasonsOf({ params: { version: unknownValue } }, {}, { outcome: failed("a1") })).toEqual([
    unknown,
    { kind: "failedBefore" },
  ]);
});

test("another endpoint is a change of the address, whether an input or the config says it", async () => {
  const changed = {
    kind: "addressChanged",
    old: expect.objectContaining({ endpoint: "https://cloudfunctions.apigw.ntruss.com", region: "KR" }),
    new: { endpoint: "http://127.0.0.1:9", platform: "classic", apiVersion: "v2.0" },
  };
  expect(await reasonsOf({ endpoint: "http://127.0.0.1:9" })).toEqual([changed]);
  expect(await reasonsOf({}, {}, { defaults: { endpoint: "http://127.0.0.1:9" } })).toEqual([changed]);
});

test("a run that failed, one that has not ended and a requested re-run are reasons of their own", async () => {
  expect(await reasonsOf({}, {}, { outcome: failed("a1") })).toEqual([{ kind: "failedBefore" }]);
  const first = step({ waitFor: "0s" });
  expect(await reasonsOf({}, {}, { outcome: pending("a1"), first })).toEqual([{ kind: "pendingBefore" }]);
  expect(await reasonsOf({}, { rerun: "r1" })).toEqual([{ kind: "rerun" }]);
});

test("what changes the state alone is told without a value, and no change has no reason", async () => {
  expect(await reasonsOf({}, { secretPointers: ["/params/version"] })).toEqual([
    { kind: "secrecyChanged", pointer: "/params" },
  ]);
  expect(await reasonsOf({ onDelete: { actionName: "drop" } })).toContainEqual({
    kind: "inputChanged",
    pointer: "/onDelete",
  });
  expect(await reasonsOf({})).toEqual([]);
  expect(inputs.params).toEqual({ version: 1 });
});
