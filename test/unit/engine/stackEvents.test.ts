import { expect, test } from "vitest";
import { readStackEvent } from "../../../src/engine/stackEvents.ts";

const urn = "urn:pulumi:dev::orders::ncf:index:ActionInvocation::warm";
const type = "ncf:index:ActionInvocation";
const outputs = { activationId: "a1", attempts: 2, generation: 3, result: { dsn: "canary-1" } };

const read = (event: object): unknown => readStackEvent(JSON.stringify(event));
const metadata = (op: string, old?: object, made?: object): object => ({
  metadata: { op, urn, type, ...(old && { old: { outputs: old } }), ...(made && { new: { outputs: made } }) },
});

test("a step starts, with the word that it continues to follow a pending activation", () => {
  expect(read({ resourcePreEvent: metadata("create") })).toEqual({
    kind: "started",
    name: "warm",
    type: "ncf:ActionInvocation",
    step: "create",
  });
  const pending = { resourcePreEvent: metadata("update", { outcome: "pending" }) };
  expect(read(pending)).toMatchObject({ step: "update", isPending: true });
  expect(read({ resourcePreEvent: metadata("delete", { outcome: "pending" }) })).not.toHaveProperty(
    "isPending",
  );
});

test("a step succeeds, with the facts of its call and nothing that may be secret", () => {
  expect(read({ resOutputsEvent: metadata("update", {}, outputs) })).toEqual({
    kind: "succeeded",
    name: "warm",
    type: "ncf:ActionInvocation",
    step: "update",
    call: { activationId: "a1", attempts: 2, generation: 3 },
  });
  const checked = { activationId: "a1", calls: 4, result: { token: "canary-1" } };
  expect(read({ resOutputsEvent: metadata("create", undefined, checked) })).toMatchObject({
    call: { activationId: "a1", calls: 4 },
  });
  expect(read({ resOutputsEvent: metadata("create", undefined, { stdout: "hi" }) })).not.toHaveProperty(
    "call",
  );
});

test("a step fails", () => {
  expect(read({ resOpFailedEvent: metadata("create") })).toMatchObject({ kind: "failed", name: "warm" });
});

test("a message is plain, without the engine's preamble, and debug messages are dropped", () => {
  const message = (severity: string, text: string): unknown =>
    read({ diagnosticEvent: { severity, message: text, urn } });
  expect(message("error", `\u001B[31m${type} resource 'warm' has a problem: NCF_X: no\u001B[0m\n`)).toEqual({
    kind: "message",
    severity: "error",
    message: "NCF_X: no",
    name: "warm",
    type: "ncf:ActionInvocation",
  });
  expect(message("debug", "canary-1")).toBeUndefined();
  expect(message("info#err", "text")).toMatchObject({ severity: "info" });
});

test("the resource below a component is named by its own type", () => {
  const below = "urn:pulumi:dev::orders::my:Component$command:local:Command::seed";
  expect(read({ diagnosticEvent: { severity: "error", message: "no", urn: below } })).toMatchObject({
    name: "seed",
    type: "command:local:Command",
  });
});

test("other events, and lines that a plugin writes between them, are dropped", () => {
  expect(read({ summaryEvent: {} })).toBeUndefined();
  expect(readStackEvent("hello from a plugin")).toBeUndefined();
  expect(readStackEvent("null")).toBeUndefined();
});
