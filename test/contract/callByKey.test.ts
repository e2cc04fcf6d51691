import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { hashParamsOfKey } from "../../src/journal/hashParams.ts";
import { openJournal } from "../../src/journal/openJournal.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { generationKey, oneShotKey, type ResourceKey } from "../../src/model/resourceKey.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { nodeProcesses } from "../../src/ports/nodeProcesses.ts";
import { readSettings } from "../../src/resource/settings.ts";
import type { KeyPolicy } from "../../src/invocation/callByKey.ts";
import type { StepInputs } from "../../src/resource/steps.ts";
import { createRuntime, type Runtime } from "../../src/runtime.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const key = oneShotKey("release-42");
const hook: ResourceKey = {
  project: "shop",
  stack: "prod",
  parent: "aws:Bucket",
  name: "site:notify:afterUpdate",
};
const oneShot: KeyPolicy = { onOther: "refuse", onFailed: "keep", onRunning: "wait" };
const onChange: KeyPolicy = { onOther: "call", onFailed: "call", onRunning: "wait" };

let emulator: Emulator;
let folder: string;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  folder = mkdtempSync(join(tmpdir(), "ncf-key-"));
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Step {
  readonly inputs?: JsonObject;
  readonly of?: ResourceKey;
  readonly policy?: KeyPolicy;
  readonly credentials?: { readonly accessKey: string; readonly secretKey: string };
  /** Milliseconds by which the clock of its machine is ahead. */
  readonly aheadMs?: number;
}

/** Runs a step in a process of its own, and returns its end with the number of runs so far. */
async function called(step: Step = {}) {
  const { state, isRecorded } = await ended(step);
  return [state.outcome, isRecorded, emulator.ledger.runs.length];
}

async function ended({ inputs = {}, of = key, policy = oneShot, ...where }: Step) {
  const step = {
    inputs: { actionName: "echo", params: { n: 1 }, ...inputs },
    secretPointers: [],
    key: of,
  };
  return withRuntime(({ lifecycle }) => lifecycle.callByKey(step, policy), where);
}

async function withRuntime<T>(
  use: (runtime: Runtime) => Promise<T>,
  { credentials = dummyKeys, aheadMs = 0 }: Pick<Step, "credentials" | "aheadMs"> = {},
): Promise<T> {
  const ports = nodePorts();
  const clock = { ...ports.clock, now: () => Date.now() + aheadMs };
  const env = {
    NCLOUD_ACCESS_KEY: credentials.accessKey,
    NCLOUD_SECRET_KEY: credentials.secretKey,
    NCF_JOURNAL: join(folder, "journal.jsonl"),
  };
  const settings = readSettings((name) => (name === "ncf:endpoint" ? emulator.url : undefined), {});
  const runtime = createRuntime({ ports: { ...ports, clock, env, homeDir: folder }, settings });
  try {
    return await use(runtime);
  } finally {
    await runtime.close();
  }
}

test("a step that is repeated calls once, and gets the recorded outcome", async () => {
  expect(await called()).toEqual(["succeeded", false, 1]);
  expect(await called()).toEqual(["succeeded", true, 1]);
});

test.each(["one-shot call", "hook"])(
  "a %s is repeated with rotated credentials and calls once",
  async (what) => {
    const step = what === "hook" ? { of: hook, policy: onChange } : {};
    const credentials = { accessKey: "rotated", secretKey: "another-secret-key" };
    expect(await called(step)).toEqual(["succeeded", false, 1]);
    expect(await called({ ...step, credentials })).toEqual(["succeeded", true, 1]);
  },
);

test("two concurrent processes with the same step call once", async () => {
  const outcomes = await Promise.all([called(), called()]);
  expect(outcomes.map(([outcome, isRecorded]) => [outcome, isRecorded])).toEqual(
    expect.arrayContaining([
      ["succeeded", false],
      ["succeeded", true],
    ]),
  );
  expect(emulator.ledger.runs).toHaveLength(1);
});

test.each<[string, Step, RegExp]>([
  ["other params", { inputs: { params: { n: 2 } } }, /release-42 .*of -\/echo with other params/],
  ["another action", { inputs: { actionName: "end" } }, /another action, -\/echo instead of -\/end/],
  [
    "another address",
    { inputs: { platform: "vpc" } },
    /another address, http.*platform=classic instead of http.*platform=vpc/,
  ],
])("a key that was used with %s is refused, and nothing is sent", async (_what, step, message) => {
  await called();
  await expect(called(step)).rejects.toMatchObject({
    code: "NCF_KEY_REUSED",
    message: expect.stringMatching(message),
  });
  expect(emulator.ledger.posts).toHaveLength(1);
});

test("a failed step is reported again, and repeated only on request", async () => {
  const inputs = { actionName: "leak", params: { dsn: "x" } };
  expect(await called({ inputs })).toEqual(["failed", false, 1]);
  expect(await called({ inputs })).toEqual(["failed", true, 1]);
  expect(await called({ inputs, policy: { ...oneShot, onFailed: "call" } })).toEqual(["failed", false, 2]);
});

test("a step that is called on each change is called again when its params go back to earlier ones", async () => {
  const step = (n: number): Step => ({ inputs: { params: { n } }, of: hook, policy: onChange });
  expect(await called(step(1))).toEqual(["succeeded", false, 1]);
  expect(await called(step(1))).toEqual(["succeeded", true, 1]);
  expect(await called(step(2))).toEqual(["succeeded", false, 2]);
  expect(await called(step(1))).toEqual(["succeeded", false, 3]);
  expect(await called(step(1))).toEqual(["succeeded", true, 3]);
});

test("a step with an identity of its own is called once per identity, whatever it calls", async () => {
  const step = (release: string, inputs: JsonObject): Step => ({
    of: hook,
    inputs,
    policy: { ...onChange, identity: { release } },
  });
  expect(await called(step("41", { params: { n: 1 } }))).toEqual(["succeeded", false, 1]);
  expect(await called(step("41", { params: { n: 2 } }))).toEqual(["succeeded", true, 1]);
  expect(await called(step("41", { platform: "vpc" }))).toEqual(["succeeded", true, 1]);
  expect(await called(step("42", { params: { n: 2 } }))).toEqual(["succeeded", false, 2]);
});

test("a step is due while its last call did not succeed, and done after that without asking the service", async () => {
  const step = (n: number): StepInputs => ({
    inputs: { actionName: "echo", params: { n } },
    secretPointers: [],
    key: hook,
  });
  const seen = async ({ steps }: Runtime) => [
    await steps.statusOf(hook),
    await steps.isDone(step(1), onChange),
  ];
  expect(await withRuntime(seen)).toEqual(["new", false]);
  await withRuntime(({ steps }) => steps.note(hook, "-/echo"));
  expect(await withRuntime(seen)).toEqual(["due", false]);
  expect(await called({ inputs: { params: { n: 1 } }, of: hook, policy: onChange })).toEqual([
    "succeeded",
    false,
    1,
  ]);
  expect(await withRuntime(seen)).toEqual(["done", true]);
  await withRuntime(({ steps }) => steps.note(hook, "-/echo"));
  expect(await withRuntime(seen)).toEqual(["due", false]);
  await withRuntime(({ steps }) => steps.forget(hook));
  expect(await withRuntime(seen)).toEqual(["new", false]);
  expect(emulator.ledger.posts).toHaveLength(1);
});

test("a step that another process has started is awaited, or refused on request", async () => {
  const other = await openJournal(join(folder, "journal.jsonl"), {
    files: nodeJournalFiles,
    clock: nodePorts().clock,
    self: nodeProcesses().self,
  });
  try {
    const intended = await other.intend({
      key: generationKey({ ...key, generation: 1 }),
      action: `${emulator.url}/api/v2/packages/-/actions/echo?platform=classic`,
      paramsHash: hashParamsOfKey({ params: { n: 1 }, triggers: [] }, key),
      sendsUntilAt: Date.now() + 60_000,
    });
    await expect(called({ policy: { ...oneShot, onRunning: "fail" } })).rejects.toMatchObject({
      code: "NCF_CALL_RUNNING",
    });
    const waiting = called();
    await other.end(intended.entry, { kind: "notSent" });
    expect(await waiting).toEqual(["succeeded", false, 1]);
  } finally {
    await other.close();
  }
});

test("of two concurrent processes with one key for different calls, one calls and the other is refused", async () => {
  const ends = await Promise.allSettled([1, 2].map((n) => called({ inputs: { params: { n } } })));
  const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason.code] : []));
  expect([refused, emulator.ledger.posts.length]).toEqual([["NCF_KEY_REUSED"], 1]);
});

test("the outcome of a step outlives the record of its activation, without a result", async () => {
  const failing = oneShotKey("failing");
  const inputs = { actionName: "leak", params: { dsn: "x" } };
  await called();
  await called({ inputs, of: failing });
  emulator.set({ activationsExpired: true });
  const unreadable = expect.stringContaining("the API has no record of it");
  const succeeded = await ended({ aheadMs: 120_000 });
  expect(succeeded).toMatchObject({
    state: { outcome: "succeeded" },
    isRecorded: true,
    error: { code: "NCF_RESULT_UNREADABLE", reason: unreadable },
  });
  expect(succeeded.state.result).toBeUndefined();
  expect(await ended({ inputs, of: failing, aheadMs: 120_000 })).toMatchObject({
    state: { outcome: "failed" },
    error: { code: "NCF_ACTION_FAILED", reason: unreadable },
  });
  expect(emulator.ledger.posts).toHaveLength(2);
});

test("a step that was noted as due is called, also where its process died before the note was complete", async () => {
  const noting = await openJournal(join(folder, "journal.jsonl"), {
    files: nodeJournalFiles,
    clock: nodePorts().clock,
    self: { host: "ci", pid: 1, startedAt: "" },
  });
  await noting.intend({
    key: generationKey({ ...hook, generation: 1 }),
    action: "-/echo",
    paramsHash: "none",
    sendsUntilAt: 0,
    isNote: true,
    isPermanent: true,
  });
  await noting.close();
  expect(await called({ of: hook, policy: onChange })).toEqual(["succeeded", false, 1]);
});
