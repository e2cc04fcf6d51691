import { describe, expect, test } from "vitest";
import { pendingOperationsIn } from "../../../src/engine/pendingOperations.ts";
import type { Json } from "../../../src/model/json.ts";

const urn = (name: string, type = "ncf:index:ActionInvocation"): string =>
  `urn:pulumi:dev::orders::${type}::${name}`;
const providerUrn = "urn:pulumi:dev::orders::pulumi:providers:ncf::default_0_1_0";
const secret = (text: string) => ({
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  plaintext: JSON.stringify(text),
});

function exported(operations: Json, resources: readonly Json[] = []): Json {
  const provider = { urn: providerUrn, type: "pulumi:providers:ncf", inputs: { region: "KR" } };
  return {
    version: 3,
    deployment: {
      manifest: { time: "2026-11-25T10:00:00.5Z" },
      resources: [provider, ...resources],
      pending_operations: operations,
    },
  };
}

function operation(type: string, resource: Json & object): Json {
  return { type, resource: { provider: `${providerUrn}::1b2c`, ...resource } };
}

const one = {
  urn: urn("one"),
  type: "ncf:index:ActionInvocation",
  inputs: { actionName: "echo", params: { a: 1, dsn: secret("hush") }, __hidden: true },
};

describe("the operations of a state that have not ended", () => {
  test("are read with their inputs, secrets in clear, and what the provider was configured with", () => {
    expect(pendingOperationsIn(exported([operation("creating", one)]))).toEqual([
      {
        step: {
          inputs: { actionName: "echo", params: { a: 1, dsn: "hush" } },
          secretPointers: ["/params/dsn"],
          key: { project: "orders", stack: "dev", name: "one" },
        },
        savedAt: Date.parse("2026-11-25T10:00:00.500Z"),
        provider: { isDefault: true, inputs: { region: "KR" } },
      },
    ]);
  });

  test("an update contains the previous state", () => {
    const outputs = {
      activationId: "a1",
      address: "https://host/api/v2/packages/-/actions/echo?platform=vpc",
      attempts: 1,
      generation: 3,
      invokedAt: 5,
      outcome: "succeeded",
      __state: {
        version: 1,
        fingerprint: secret("f"),
        key: { project: "orders", stack: "dev", name: "one" },
      },
    };
    const before = { ...one, inputs: { actionName: "echo" }, outputs };
    const [found] = pendingOperationsIn(exported([operation("updating", one)], [before]));
    expect(found).toMatchObject({
      old: { generation: 3, fingerprint: "f" },
      oldInputs: { actionName: "echo" },
    });
  });

  test("a creation that a later run repeated is not pending, although the engine never drops it", () => {
    const made = { ...one, outputs: {} };
    expect(pendingOperationsIn(exported([operation("creating", one)], [made]))).toEqual([]);
  });

  test.each([
    ["a deletion", operation("deleting", one)],
    ["a read", operation("reading", one)],
    ["a resource of another provider", operation("creating", { ...one, type: "command:local:Command" })],
  ])("%s calls no action", (_what, other) => {
    expect(pendingOperationsIn(exported([other]))).toEqual([]);
  });

  test("a state without any has none", () => {
    expect(pendingOperationsIn({ version: 3, deployment: {} })).toEqual([]);
  });
});
