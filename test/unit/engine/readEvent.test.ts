import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { expect, test } from "vitest";
import { readEvent } from "../../../src/engine/readEvent.ts";

const urn = "urn:pulumi:dev::orders::pulumi-nodejs:dynamic/ncf:ActionInvocation::warm";
const type = "pulumi-nodejs:dynamic/ncf:ActionInvocation";
const outputs = { activationId: "a1", attempts: 2, generation: 3, result: { dsn: "canary-1" } };

const read = (event: object): unknown => readEvent(event as EngineEvent);
const metadata = (op: string, old?: object, made?: object): object => ({
  metadata: { op, urn, type, ...(old && { old: { outputs: old } }), ...(made && { new: { outputs: made } }) },
});

test("a step begins, with a word about an activation that is pending", () => {
  expect(read({ resourcePreEvent: metadata("create") })).toEqual({
    kind: "begun",
    name: "warm",
    type,
    step: "create",
  });
  const pending = { resourcePreEvent: metadata("update", { outcome: "pending" }) };
  expect(read(pending)).toMatchObject({ step: "update", isPending: true });
  expect(read({ resourcePreEvent: metadata("delete", { outcome: "pending" }) })).not.toHaveProperty(
    "isPending",
  );
});

test("a step is done, with the facts of its call and nothing that may be secret", () => {
  expect(read({ resOutputsEvent: metadata("update", {}, outputs) })).toEqual({
    kind: "done",
    name: "warm",
    type,
    step: "update",
    call: { activationId: "a1", attempts: 2, generation: 3 },
  });
  expect(read({ resOutputsEvent: metadata("create", undefined, { stdout: "hi" }) })).not.toHaveProperty(
    "call",
  );
});

test("a step fails", () => {
  expect(read({ resOpFailedEvent: metadata("create") })).toMatchObject({ kind: "failed", name: "warm" });
});

test("a message is plain, without the engine's preamble, and debug messages are left out", () => {
  const said = (severity: string, message: string): unknown =>
    read({ diagnosticEvent: { severity, message, urn } });
  expect(said("error", `<{%fg 1%}>${type} resource 'warm' has a problem: NCF_X: no<{%reset%}>\n`)).toEqual({
    kind: "said",
    severity: "error",
    message: "NCF_X: no",
    name: "warm",
  });
  expect(said("debug", "canary-1")).toBeUndefined();
  expect(said("info#err", "text")).toMatchObject({ severity: "info" });
  expect(said("warning", "using pulumi-resource-pulumi-nodejs from $PATH at /x")).toBeUndefined();
  expect(read({ summaryEvent: {} })).toBeUndefined();
});
