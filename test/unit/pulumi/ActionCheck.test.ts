import * as pulumi from "@pulumi/pulumi";
import { beforeEach, expect, test } from "vitest";
import { ActionCheck } from "../../../src/pulumi/ActionCheck.ts";
import { serializedProvider } from "../../../src/pulumi/serializedProvider.ts";

const registered: pulumi.runtime.MockResourceArgs[] = [];
beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return { id: "a1", state: { ...resource.inputs, calls: 3, result: { ready: true } } };
    },
    call: () => ({}),
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

test("the engine receives the inputs, the secret parts, the time-outs and the serialized provider", async () => {
  const args = { actionName: "health", params: { token: pulumi.secret("t") }, successes: 2, within: "1m" };
  const smoke = new ActionCheck("smoke", args, { customTimeouts: { create: "5m" } });
  expect(await valueOf(smoke.calls)).toBe(3);
  const [{ type, name, inputs }] = registered as [pulumi.runtime.MockResourceArgs];
  expect({ type, name }).toEqual({ type: "pulumi-nodejs:dynamic/ncf:ActionCheck", name: "smoke" });
  expect(inputs).toMatchObject({
    actionName: "health",
    successes: 2,
    within: "1m",
    __provider: serializedProvider,
    __step: {
      urn: expect.stringContaining("dynamic/ncf:ActionCheck::smoke"),
      secretPointers: ["/params/token"],
      timeouts: { create: 300_000 },
    },
  });
});

test.each<[string, pulumi.CustomResourceOptions]>([
  ["import", { import: "-/health/a1" }],
  ["id", { id: "a1" }],
])("the option %s is refused, as its type says", (_name, options) => {
  expect(() => new ActionCheck("smoke", { actionName: "health" }, options)).toThrow(
    /NCF_INPUT_INVALID: smoke: a check cannot be imported or read by id/,
  );
  expect(registered).toEqual([]);
});

test("params that are not JSON are refused before anything is registered", () => {
  const params = { when: new Date() } as never;
  expect(() => new ActionCheck("smoke", { actionName: "health", params })).toThrow(/NCF_PARAMS_NOT_JSON/);
  expect(registered).toEqual([]);
});
