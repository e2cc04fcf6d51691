import { expect, test } from "vitest";
import { createRecorder, type Recorder } from "../../../../src/cli/record/createRecorder.ts";
import { readRunRecord } from "../../../../src/cli/record/readRunRecord.ts";
import type { RunRecord } from "../../../../src/cli/record/runRecord.ts";
import { NcfError } from "../../../../src/diagnostics/ncfError.ts";
import type { InvocationEventDetail } from "../../../../src/invocation/events.ts";
import { SecretValue } from "../../../../src/model/value.ts";
import { handClock } from "../../invocation/handClock.ts";

const secret = "correct-horse-battery";
const invocation = { type: "ncf:ActionInvocation", step: "create" } as const;

interface Scene {
  readonly recorder: Recorder;
  /** Lets time pass, milliseconds. */
  readonly wait: (ms: number) => void;
  readonly call: (name: string, ...details: readonly InvocationEventDetail[]) => void;
}

/** Opens a recorder of a plan: `migrate`, then `warm`, then the items of `tenant`, which are not known yet. */
function scene(kind: RunRecord["kind"] = "up"): Scene {
  const clock = handClock();
  let now = clock.now();
  const step = (name: string, after: readonly string[]) =>
    ({ name, type: "ncf:ActionInvocation", action: `-/${name}`, properties: {}, after }) as const;
  const recorder = createRecorder({
    kind,
    project: "orders",
    stack: "prod",
    file: "stack.yaml",
    by: { host: "ci", version: "1.0.0", engine: "3.259.0" },
    backend: "file:///state",
    journal: "/journal",
    plan: { steps: [step("migrate", []), step("warm", ["migrate"]), step("tenant-*", ["warm"])] },
    expectsAll: kind === "up",
    clock: { now: () => now },
  });
  recorder.addSecrets([secret]);
  return {
    recorder,
    wait: (ms) => (now += ms),
    call: (name, ...details) => {
      const key = { project: "orders", stack: "prod", name };
      const action = { packageName: "-", actionName: name };
      for (const detail of details) recorder.onInvocation({ ...detail, at: now, key, action });
    },
  };
}

const ended = {
  kind: "ended",
  outcome: "succeeded",
  attempts: 1,
  generation: 1,
  activationId: "a1",
} as const;
const succeeded = { result: "succeeded", failures: [] } as const;

test("a record has each resource in the order of the plan, with its times, edges, values and events", () => {
  const { recorder, wait, call } = scene();
  for (const name of ["migrate", "warm", "tenant-b", "tenant-a"]) {
    wait(10);
    recorder.onEvent({ kind: "started", name, ...invocation });
    recorder.onValues({ name, ...invocation, inputs: { actionName: name, params: { of: name } } });
    call(name, { kind: "posting", attempt: 1 });
    wait(90);
    call(name, ended);
    const outputs = { result: { done: true }, address: "https://host/a", duration: 70 };
    recorder.onValues({ name, ...invocation, inputs: { params: { of: name } }, outputs });
    recorder.onEvent({ kind: "succeeded", name, ...invocation });
  }
  const record = recorder.end({ ...succeeded, outputs: { tables: ["orders"], dsn: new SecretValue("x") } });
  expect(record.resources.map(({ name, after }) => [name, after])).toEqual([
    ["migrate", []],
    ["warm", ["migrate"]],
    ["tenant-b", ["warm"]],
    ["tenant-a", ["warm"]],
  ]);
  expect(record.resources[1]).toMatchObject({
    outcome: "succeeded",
    action: "-/warm",
    startedAt: record.startedAt + 110,
    endedAt: record.startedAt + 200,
    params: { value: { of: "warm" } },
    result: { value: { done: true } },
    activationId: "a1",
    generation: 1,
    attempts: 1,
    runMs: 70,
    events: [{ kind: "posting" }, { kind: "ended" }],
  });
  expect(record).toMatchObject({
    result: "succeeded",
    endedAt: record.startedAt + 400,
    outputs: { tables: { value: ["orders"] }, dsn: { value: "[secret]" } },
  });
  expect(readRunRecord(JSON.stringify(record), "run.json")).toEqual(record);
});

test("no known secret is in a record, whatever brought it there", () => {
  const { recorder, call } = scene();
  recorder.onEvent({ kind: "started", name: "migrate", ...invocation });
  call("migrate", { kind: "retrying", attempts: 1, delayMs: 1, reason: `denied ${secret}` });
  call("migrate", {
    kind: "logs",
    activationId: "a1",
    lines: [`log ${secret}`],
    omitted: 0,
    isInError: false,
  });
  const leak = { [secret]: [{ deep: `x${secret}y` }], number: 1 };
  recorder.onValues({
    name: "migrate",
    ...invocation,
    inputs: { params: leak },
    outputs: { result: leak, address: secret },
  });
  recorder.onEvent({ kind: "message", severity: "warning", message: secret });
  const error = new NcfError("NCF_REJECTED", { reason: secret, hint: secret, details: [secret] });
  recorder.onError(error);
  const record = recorder.end({
    result: "failed",
    failures: [{ name: "migrate", error }],
    outputs: { leak: secret },
  });
  expect(JSON.stringify(record)).not.toContain(secret);
  expect(record.failures).toHaveLength(2);
  expect(record.resources[0]?.logs).toEqual({ lines: ["log [secret]"], omitted: 0 });
});

test("of a long value only the beginning is kept", () => {
  const { recorder } = scene();
  const result = { text: "x".repeat(100_000) };
  recorder.onValues({ name: "migrate", ...invocation, outputs: { result } });
  recorder.onEvent({ kind: "succeeded", name: "migrate", ...invocation });
  const [migrate] = recorder.end(succeeded).resources;
  expect(migrate?.result).toMatchObject({ start: expect.stringMatching(/^\{"text":"x+$/) });
  expect(JSON.stringify(migrate).length).toBeLessThan(20_000);
});

const posting = { kind: "posting", attempt: 1 } as const;

test.each<[string, readonly InvocationEventDetail[], "succeeded" | "failed" | undefined]>([
  ["succeeded", [posting, ended], "succeeded"],
  ["reused", [{ kind: "reused", generation: 1 }, ended], "succeeded"],
  ["failed", [posting, { ...ended, outcome: "failed" }], "failed"],
  ["failed", [posting, ended], "failed"],
  ["failed", [{ ...ended, outcome: "unreadable" }], "failed"],
  ["pending", [posting, { ...ended, outcome: "pending" }], "failed"],
  ["unknown", [posting, { ...ended, outcome: "unknown" }], "failed"],
  ["rejected", [posting, { ...ended, outcome: "rejected" }], "failed"],
  ["notSent", [{ ...ended, outcome: "notSent" }], "failed"],
  ["notSent", [], "failed"],
  ["notSent", [{ kind: "waiting", origin: "http://127.0.0.1:1" }], undefined],
  ["unknown", [posting], undefined],
  ["updated", [], "succeeded"],
])("a resource is recorded as %s by its events %j and the end %s of its step", (outcome, details, end) => {
  const { recorder, call } = scene();
  recorder.onEvent({ kind: "started", name: "migrate", ...invocation });
  call("migrate", ...details);
  if (end !== undefined) recorder.onEvent({ kind: end, name: "migrate", ...invocation });
  expect(recorder.end({ result: "failed", failures: [] }).resources[0]).toMatchObject({ outcome });
});

test("a run that stops leaves the rest of the plan as not reached, without items that were never known", () => {
  const { recorder } = scene();
  recorder.onEvent({ kind: "started", name: "migrate", ...invocation });
  const { resources } = recorder.end({ result: "interrupted", failures: [] });
  expect(resources.map(({ name, outcome }) => [name, outcome])).toEqual([
    ["migrate", "notSent"],
    ["warm", "notReached"],
  ]);
});

test("a deletion and a refresh record only what the engine worked on", () => {
  const destroy = scene("destroy");
  destroy.recorder.onEvent({ kind: "started", name: "warm", type: invocation.type, step: "delete" });
  destroy.recorder.onEvent({ kind: "succeeded", name: "warm", type: invocation.type, step: "delete" });
  expect(destroy.recorder.end(succeeded).resources).toMatchObject([
    { name: "warm", outcome: "removed", after: [] },
  ]);
  const refresh = scene("refresh");
  refresh.recorder.onEvent({ kind: "succeeded", name: "warm", type: invocation.type, step: "refresh" });
  expect(refresh.recorder.end(succeeded).resources).toMatchObject([{ name: "warm", outcome: "unchanged" }]);
});

test.each([
  ["not JSON", "it is not JSON"],
  ["null", "it is not an object"],
  ["[]", "it is not an object"],
  ['{"ncfRun":2}', "it has version 2"],
  ['{"ncfRun":1,"id":"x"}', "/kind is missing"],
])("%s is refused as a record", (text, why) => {
  expect(() => readRunRecord(text, "run.json")).toThrow(why);
});

test("a record whose parts have other types is refused with their place", () => {
  const { recorder } = scene();
  const record = recorder.end(succeeded);
  const broken = (change: object): string => JSON.stringify({ ...record, ...change });
  expect(() => readRunRecord(broken({ result: "great" }), "run.json")).toThrow('its result is "great"');
  expect(() => readRunRecord(broken({ kind: "<script>" }), "run.json")).toThrow("its kind is");
  expect(() =>
    readRunRecord(broken({ resources: [{ ...record.resources[0], events: [{ kind: 1 }] }] }), "x"),
  ).toThrow("/resources/0/events/0/kind");
  expect(() => readRunRecord(broken({ startedAt: null }), "run.json")).toThrow("/startedAt");
});
