import { describe, expect, test } from "vitest";
import type { JsonObject } from "../../../src/model/json.ts";
import { type InvocationState, readState, stateToOutputs } from "../../../src/resource/state.ts";

const state: InvocationState = {
  version: 1,
  key: { project: "shop", stack: "prod", parent: "my:index:Site", name: "migrate" },
  fingerprint: "47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU",
  rerun: "r1",
  secretPointers: ["/params/dsn"],
  address: "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/db/actions/migrate?platform=classic",
  generation: 2,
  outcome: "succeeded",
  activationId: "0123456789abcdef0123456789abcdef",
  attempts: 1,
  invokedAt: 1_764_000_000_000,
  result: { tables: 3 },
  status: "success",
  success: true,
  start: 1_764_000_000_000,
  end: 1_764_000_000_050,
  duration: 50,
  name: "migrate",
  namespace: "ns",
  subject: "ns",
};

test("a state keeps everything on its way through the engine", () => {
  const outputs = { ...stateToOutputs(state), __provider: "code", id: "a1" };
  expect(readState(JSON.parse(JSON.stringify(outputs)) as JsonObject)).toEqual(state);
});

test("the private part is one output that Pulumi shows nowhere", () => {
  const { __state: hidden, ...shown } = stateToOutputs(state);
  expect(hidden).toEqual({
    version: 1,
    key: state.key,
    fingerprint: state.fingerprint,
    rerun: "r1",
    secretPointers: ["/params/dsn"],
  });
  expect(Object.keys(shown)).not.toContain("fingerprint");
});

test("outputs are JSON and nothing else, since the provider process fails after the call on anything else", () => {
  const outputs = stateToOutputs({ ...state, start: undefined as never });
  expect(outputs).toStrictEqual(JSON.parse(JSON.stringify(outputs)));
  expect(Object.keys(outputs)).not.toContain("start");
});

test("a typical state takes less than 1 kB in addition to its result", () => {
  const { result: _result, ...outputs } = stateToOutputs(state);
  expect(JSON.stringify(outputs).length).toBeLessThan(800);
});

describe("a state that cannot be read", () => {
  const outputs = stateToOutputs(state);
  const hidden = outputs["__state"] as JsonObject;

  test("of a newer version names the package to update", () => {
    const newer = { ...outputs, __state: { ...hidden, version: 2 } };
    expect(() => readState(newer)).toThrow(
      expect.objectContaining({ code: "NCF_STATE_INVALID", hint: expect.stringContaining("update") }),
    );
  });

  test.each<[string, JsonObject, string]>([
    ["nothing", {}, "__state is missing"],
    ["no version", { ...outputs, __state: { key: hidden["key"] as JsonObject } }, "__state.version"],
    ["no key", { ...outputs, __state: { version: 1 } }, "__state.key is missing"],
    [
      "a key without a name",
      { ...outputs, __state: { ...hidden, key: { project: "a", stack: "b" } } },
      "__state.key",
    ],
    ["no activation id", { ...outputs, activationId: null }, "activationId is missing"],
    ["another outcome", { ...outputs, outcome: "unknown" }, "outcome is not valid"],
    ["a generation of 0", { ...outputs, generation: 0 }, "generation is not valid"],
  ])("with %s says what is wrong", (_what, broken, why) => {
    expect(() => readState(broken)).toThrow(
      expect.objectContaining({ code: "NCF_STATE_INVALID", reason: expect.stringContaining(why) }),
    );
  });
});
