import { describe, expect, test } from "vitest";
import { parseEngineEvent, readStackEvent } from "../../../src/engine/stackEvents.ts";

const urn = "urn:pulumi:dev::orders::ncf:index:ActionInvocation::warm";
const type = "ncf:index:ActionInvocation";
const outputs = { activationId: "a1", attempts: 2, generation: 3, result: { dsn: "canary-1" } };

const secret = {
  "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
  ciphertext: "[secret]",
};

const readLine = (line: string, isPreview = false): unknown => {
  const event = parseEngineEvent(line);
  return event === undefined ? undefined : readStackEvent(event, isPreview);
};
const read = (event: object): unknown => readLine(JSON.stringify(event));
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

describe("the action that a step calls", () => {
  const onDelete = {
    packageName: "-",
    actionName: "drop",
    params: { token: secret, id: "${previous.result.id}" },
  };
  const started = (op: string, old: object, inputs: object = {}): unknown =>
    read({
      resourcePreEvent: { metadata: { op, urn, type, old: { outputs: old }, new: { inputs, outputs: {} } } },
    });

  test("is the call of onDelete at a deletion, with its secrets masked", () => {
    expect(started("delete", { __state: { onDelete } })).toMatchObject({
      calls: { action: "-/drop", params: { token: { $secret: true }, id: "${previous.result.id}" } },
    });
    expect(started("delete", { __state: {} })).not.toHaveProperty("calls");
  });

  test("is the call of onUpdate at an update, once a run has succeeded", () => {
    const inputs = { packageName: "db", onUpdate: { actionName: "alter" } };
    const calls = { action: "db/alter" };
    expect(started("update", { outcome: "succeeded", __state: {} }, inputs)).toMatchObject({ calls });
    const failed = { outcome: "failed", __state: {} };
    expect(started("update", failed, inputs)).not.toHaveProperty("calls");
    expect(started("update", { ...failed, __state: { previous: {} } }, inputs)).toMatchObject({ calls });
    expect(started("update", { outcome: "pending", __state: {} }, inputs)).not.toHaveProperty("calls");
  });
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

describe("the engine's warning of steps that an earlier run left unfinished", () => {
  const warning = (...steps: readonly string[]) =>
    read({
      diagnosticEvent: {
        severity: "warning",
        message: `Attempting to deploy or update resources with ${steps.length} pending operations from previous deployment.
${steps.map((one) => `  * ${one}\n`).join("")}These resources are in an unknown state because the Pulumi CLI was interrupted while waiting for changes to these resources to complete. You should confirm whether or not the operations listed completed successfully by checking the state of the appropriate provider.
Once you have confirmed the status of the interrupted operations, you can repair your stack using \`pulumi refresh\`.`,
      },
    });
  const ofCommand = "urn:pulumi:dev::orders::command:local:Command::site, interrupted while creating";

  test("is dropped where the journal knows what became of them", () => {
    expect(warning(`${urn}, interrupted while creating`)).toBeUndefined();
  });

  test("is one line where others are left to be checked", () => {
    expect(warning(`${urn}, interrupted while creating`, ofCommand)).toEqual({
      kind: "message",
      severity: "warning",
      message:
        "an earlier run was interrupted while it changed site (creating): check whether that was completed. pulumi refresh --clear-pending-creates ends this warning",
    });
  });
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
  expect(readLine("hello from a plugin")).toBeUndefined();
  expect(readLine("null")).toBeUndefined();
});

describe("an event of a preview", () => {
  const preview = (event: object): unknown =>
    readLine(JSON.stringify({ resourcePreEvent: { metadata: event } }), true);
  const command = { urn, type: "command:local:Command", op: "update" };

  test("tells why a command changes, with what its events hide", () => {
    const shown = preview({
      ...command,
      old: { inputs: { create: "a", environment: { A: "1", B: "x" }, stdin: secret } },
      new: {
        inputs: {
          create: "04da6b54-80e4-46f7-96ec-b56ff0331ba9",
          environment: { A: "2", B: "x" },
          stdin: secret,
        },
      },
      diffs: ["create", "environment", "stdin"],
    });
    expect(shown).toMatchObject({
      reasons: [
        { kind: "inputChanged", pointer: "/create", old: "a", isUnknown: true },
        { kind: "inputChanged", pointer: "/environment/A", old: "1", new: "2" },
        { kind: "inputChanged", pointer: "/stdin", isSecret: true },
      ],
    });
  });

  test("tells the inputs of an invocation that is created or deleted, without its secrets", () => {
    const inputs = { actionName: "a", params: { dsn: secret, n: 1 } };
    const shown = { actionName: "a", params: { dsn: "[secret]", n: 1 } };
    expect(preview({ op: "delete", urn, type, old: { inputs } })).toMatchObject({ inputs: shown });
    expect(preview({ op: "create", urn, type, new: { inputs } })).toMatchObject({ inputs: shown });
    expect(preview({ op: "update", urn, type, new: { inputs } })).not.toHaveProperty("inputs");
    expect(
      read({ resourcePreEvent: { metadata: { op: "delete", urn, type, old: { inputs } } } }),
    ).not.toHaveProperty("inputs");
  });
});
