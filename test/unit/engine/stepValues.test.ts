import { expect, test } from "vitest";
import { parseEngineEvent } from "../../../src/engine/stackEvents.ts";
import { readStepValues, type StepValues } from "../../../src/engine/stepValues.ts";

const urn = "urn:pulumi:dev::orders::ncf:index:ActionInvocation::migrate";
const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};
const line = (kind: string, metadata: object): string =>
  JSON.stringify({
    [kind]: { metadata: { op: "create", urn, type: "ncf:index:ActionInvocation", ...metadata } },
  });
const readLine = (text: string): StepValues | undefined => {
  const event = parseEngineEvent(text);
  return event === undefined ? undefined : readStepValues(event);
};
const values = {
  inputs: { actionName: "migrate", params: { dsn: secret, version: 1 } },
  outputs: { __state: secret, activationId: "a1", result: { key: "ncf-escaped:\\ud800" } },
};

test("the values of a step that succeeded have secrets masked, escapes undone, and no state", () => {
  expect(readLine(line("resOutputsEvent", { new: values }))).toEqual({
    name: "migrate",
    type: "ncf:ActionInvocation",
    step: "create",
    inputs: { actionName: "migrate", params: { dsn: "[secret]", version: 1 } },
    outputs: { activationId: "a1", result: { key: "\ud800" } },
  });
});

test("a step that has begun has inputs, and no outputs of an earlier one", () => {
  expect(readLine(line("resourcePreEvent", { new: values }))).not.toHaveProperty("outputs");
});

test("a deletion has what was there", () => {
  expect(readLine(line("resourcePreEvent", { op: "delete", old: values, new: null }))).toMatchObject({
    step: "delete",
    inputs: { params: { version: 1 } },
  });
});

test.each([
  ["no JSON", '"resOutputsEvent" {'],
  ["another event", '{"summaryEvent":{}}'],
  ["the stack itself", line("resOutputsEvent", { type: "pulumi:pulumi:Stack", new: values })],
])("%s has no values", (_what, text) => {
  expect(readLine(text)).toBeUndefined();
});
