import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator/index.ts";
import type { OnUnknown } from "../../src/model/outcome.ts";
import { generationKey } from "../../src/model/resourceKey.ts";
import { type Invocation, withKey } from "../../src/invocation/invocation.ts";
import { callOnce, type CallResult } from "../../src/invocation/callOnce.ts";
import { NcfError } from "../../src/diagnostics/ncfError.ts";
import { formatActionUrl } from "../../src/model/action.ts";
import { hashParams } from "../../src/journal/hashParams.ts";
import type { Journal } from "../../src/journal/journal.ts";
import type { Intent } from "../../src/journal/records.ts";
import { openJournal } from "../../src/journal/openJournal.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Owner, Processes } from "../../src/ports/processes.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { jumpingClock } from "../support/jumpingClock.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const resource = { project: "shop", stack: "prod", name: "migrate" };
const key = generationKey({ ...resource, generation: 1 });
const secretKey = new Secret(dummyKeys.secretKey);
const reset: Fault = { kind: "reset", when: "afterRun" };
const lost: Fault = { kind: "reset", when: "beforeRead" };

let emulator: Emulator;
let functions: CloudFunctions;
let folder: string;
let journal: Journal;
let gone: Set<number>;
let nextPid: number;
const ends: (() => Promise<void>)[] = [];

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const credentials = { accessKey: dummyKeys.accessKey, secretKey, source: "test" };
  functions = new CloudFunctions({ ...nodePorts(), credentials, transport: undiciTransport() });
  folder = mkdtempSync(join(tmpdir(), "ncf-once-"));
  gone = new Set();
  nextPid = 1;
  journal = await startProcess();
});
afterEach(async () => {
  for (const end of ends.splice(0)) await end();
  await functions.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Another process on the same journal; all before it are gone. */
async function startProcess(): Promise<Journal> {
  for (let pid = 1; pid < nextPid; pid += 1) gone.add(pid);
  const self: Owner = { host: "ci", pid: nextPid, startedAt: "" };
  nextPid += 1;
  const { clock } = nodePorts();
  const opened = await openJournal(join(folder, "j.jsonl"), { files: nodeJournalFiles, clock, self });
  ends.push(() => opened.close());
  return opened;
}

function invocationOf(inputs: JsonObject): Invocation {
  const { invocation } = readInputs({ actionName: "echo", ...inputs }, { endpoint: emulator.url });
  return invocation as Invocation;
}

interface Call {
  readonly inputs?: JsonObject;
  readonly onUnknown?: OnUnknown;
  readonly credentials?: Secret;
  readonly name?: string;
}

const echoed = { params: { table: "users" }, idempotencyParam: "requestKey", waitFor: "10m" };

function invokedBy(
  by: Journal,
  { inputs = echoed, onUnknown = "fail", credentials = secretKey, name = resource.name }: Call = {},
) {
  const invocation = { ...invocationOf(inputs), onUnknown };
  const paramsHash = hashParams(invocation.params, credentials);
  const processes: Processes = {
    self: { host: "ci", pid: 0, startedAt: "" },
    stateOf: ({ pid }) => (gone.has(pid) ? "gone" : "alive"),
  };
  const called = { key: { ...resource, name }, firstGeneration: 1 };
  const deps = { functions, clock: jumpingClock(), journal: by, processes, paramsHash, emit: () => {} };
  return callOnce(invocation, called, deps);
}

/** A process writes its intent and dies before or after the call, as the emulator's run tells. */
async function dieAfterIntent(inputs: JsonObject = echoed, didSend = true): Promise<void> {
  const invocation = invocationOf(inputs);
  await journal.intend({
    key,
    action: formatActionUrl(invocation),
    paramsHash: hashParams(invocation.params, secretKey),
    sendsUntilAt: Date.now() + 1000,
  });
  if (didSend) {
    const { address, action, params, timeoutMs } = withKey(invocation, key);
    await invokeInSlot(functions, { address, action, timeoutMs, body: Buffer.from(JSON.stringify(params)) });
  }
  journal = await startProcess();
}

/** How it ended, with how many runs and POSTs there were. */
function summary({ outcome }: CallResult) {
  return [outcome.kind, emulator.ledger.runs.length, emulator.ledger.posts.length];
}

test("posts once for a key, however often and from whichever process it is requested", async () => {
  expect(summary(await invokedBy(journal))).toEqual(["succeeded", 1, 1]);
  expect(summary(await invokedBy(journal))).toEqual(["succeeded", 1, 1]);
  expect(summary(await invokedBy(await startProcess()))).toEqual(["succeeded", 1, 1]);
});

test("a concurrent process waits for the one that posts", async () => {
  const other = await startProcess();
  gone.clear();
  const invoked = await Promise.all([invokedBy(journal), invokedBy(other)]);
  for (const once of invoked) expect(summary(once)).toEqual(["succeeded", 1, 1]);
});

test("a failed call is reported again and not repeated", async () => {
  const inputs = { actionName: "leak", params: { dsn: "x" } };
  expect(summary(await invokedBy(journal, { inputs }))).toEqual(["failed", 1, 1]);
  expect(summary(await invokedBy(journal, { inputs }))).toEqual(["failed", 1, 1]);
});

test("a call that was refused is made again", async () => {
  const inputs = { ...echoed, retry: { attempts: 1 } };
  emulator.faults.add({
    on: "POST",
    fault: { kind: "respond", when: "insteadOfRun", status: 404, body: "" },
  });
  expect(summary(await invokedBy(journal, { inputs }))).toEqual(["rejected", 0, 1]);
  expect(summary(await invokedBy(journal, { inputs }))).toEqual(["succeeded", 1, 2]);
});

test("the run of a lost response is found by the key, and so is the run of a process that died", async () => {
  emulator.faults.add({ on: "POST", fault: reset });
  expect(summary(await invokedBy(journal))).toEqual(["succeeded", 1, 1]);
  expect(summary(await invokedBy(await startProcess()))).toEqual(["succeeded", 1, 1]);
});

test("the run of a process that died is adopted", async () => {
  await dieAfterIntent();
  expect(summary(await invokedBy(journal))).toEqual(["succeeded", 1, 1]);
});

test.each<[OnUnknown, string, number]>([
  ["fail", "unknown", 1],
  ["adopt", "succeeded", 1],
  ["reinvoke", "succeeded", 2],
])("a run without the key, with onUnknown %s, is %s after %i runs", async (onUnknown, outcome, runs) => {
  const inputs = { params: { a: 1 }, waitFor: "10m" };
  await dieAfterIntent(inputs);
  const once = await invokedBy(journal, { inputs, onUnknown });
  expect(summary(once)).toEqual([outcome, runs, runs]);
  expect(summary(await invokedBy(await startProcess(), { inputs }))).toEqual([outcome, runs, runs]);
});

test("a process that died before it sent leaves an unknown call, which is made on request", async () => {
  await dieAfterIntent(echoed, false);
  const once = await invokedBy(journal);
  expect(once).toMatchObject({
    outcome: {
      reason: "the process that made the call ended before its response",
      search: { found: "no activation of it is visible, although a run must have ended by now" },
    },
  });
  expect(summary(once)).toEqual(["unknown", 0, 0]);
  expect(summary(await invokedBy(journal, { onUnknown: "reinvoke" }))).toEqual(["succeeded", 1, 1]);
});

test("the run of another call in the journal is not adopted for a lost one", async () => {
  const inputs = { params: { a: 1 }, waitFor: "10m" };
  await invokedBy(journal, { inputs, name: "other" });
  await dieAfterIntent(inputs, false);
  expect(await invokedBy(journal, { inputs, onUnknown: "adopt" })).toMatchObject({
    outcome: {
      kind: "unknown",
      search: { found: expect.stringContaining("no activation of it is visible") },
    },
  });
});

test("the run of a process that died is looked for where that process called", async () => {
  await dieAfterIntent({ actionName: "hello", params: { name: key } });
  const result = await invokedBy(journal);
  // It was a call of something else, so that this one is the next generation.
  expect([...summary(result), result.generation]).toEqual(["succeeded", 2, 2, 2]);
});

test("unknown calls are made again once, not for ever", async () => {
  emulator.faults.add({ on: "POST", fault: lost, times: 9 });
  const inputs = { ...echoed, retry: { attempts: 1 } };
  expect(summary(await invokedBy(journal, { inputs, onUnknown: "reinvoke" }))).toEqual(["unknown", 0, 2]);
});

test("a call that was made again and did not run stays unknown, since the one before may have run", async () => {
  const inputs = { params: { a: 1 }, waitFor: "10m" };
  await dieAfterIntent(inputs);
  emulator.faults.add({
    on: "POST",
    fault: { kind: "respond", when: "insteadOfRun", status: 404, body: "" },
  });
  const once = await invokedBy(journal, { inputs, onUnknown: "reinvoke" });
  expect(summary(once)).toEqual(["unknown", 1, 2]);
  expect(once).toMatchObject({
    outcome: {
      reason: expect.stringMatching(
        /^an earlier call may have run, and its replacement did not run: HTTP 404 /,
      ),
      search: { found: expect.stringMatching(/, and activation \w+ may be its run$/) },
    },
  });
  expect(summary(await invokedBy(await startProcess(), { inputs }))).toEqual(["unknown", 1, 2]);
  const again = await invokedBy(await startProcess(), { inputs, onUnknown: "reinvoke" });
  expect(summary(again)).toEqual(["succeeded", 2, 3]);
});

test("a call that cannot be repeated without a journal stays unknown, and is not reported as not sent", async () => {
  const inputs = { params: { a: 1 }, waitFor: "10m" };
  await dieAfterIntent(inputs);
  const intend = journal.intend.bind(journal);
  Object.assign(journal, {
    intend: async (intent: Intent) => {
      if (intent.replaces === undefined) return intend(intent);
      throw new NcfError("NCF_JOURNAL_UNWRITABLE", { reason: "the disk is full" });
    },
  });
  const once = await invokedBy(journal, { inputs, onUnknown: "reinvoke" });
  expect(summary(once)).toEqual(["unknown", 1, 1]);
  expect(once).toMatchObject({
    outcome: { reason: "an earlier call may have run, and it cannot be replaced: the disk is full" },
  });
});

test("an activation id is durable before it is followed, and only read by the next process", async () => {
  const inputs = { ...echoed, timeout: 0 };
  const never = {
    acquireSlot: functions.acquireSlot.bind(functions),
    invoke: functions.invoke.bind(functions),
    activations: functions.activations.bind(functions),
    activation: () => new Promise<never>(() => {}),
  };
  const invocation = invocationOf(inputs);
  const processes: Processes = { self: { host: "ci", pid: 1, startedAt: "" }, stateOf: () => "alive" };
  void callOnce(
    invocation,
    { key: resource, firstGeneration: 1 },
    {
      functions: never,
      clock: nodePorts().clock,
      journal,
      processes,
      paramsHash: hashParams(invocation.params, secretKey),
      emit: () => {},
    },
  );
  await expect.poll(async () => (await journal.find(key))?.end).toMatchObject({ kind: "pending" });
  // On its clock the next process looks but twice.
  await emulator.ledger.whenRun((run) => run.endedAt !== undefined);
  expect(summary(await invokedBy(await startProcess(), { inputs }))).toEqual(["succeeded", 1, 1]);
});

test("a generation that ran with other credentials is not called again, since its params cannot be compared", async () => {
  await invokedBy(journal);
  const rotated = await invokedBy(journal, { credentials: new Secret("rotated") });
  expect(summary(rotated)).toEqual(["unknown", 1, 1]);
});

test("a generation that ran with other params is passed over, and the next one called", async () => {
  await invokedBy(journal);
  const other = await invokedBy(journal, { inputs: { params: { table: "other" } } });
  expect([...summary(other), other.generation]).toEqual(["succeeded", 2, 2, 2]);
});

test("the journal contains nothing of the params", async () => {
  await invokedBy(journal, { inputs: { params: { password: "canary" } } });
  const text = Buffer.from(await (await nodeJournalFiles.open(join(folder, "j.jsonl"))).read(0)).toString();
  expect(text).toContain(key);
  expect(text).not.toContain("canary");
});
