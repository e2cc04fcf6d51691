import { printable } from "../../src/diagnostics/safeText.ts";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { nodeTerminal } from "../../src/cli/nodeTerminal.ts";
import { runNcf } from "../../src/cli/runNcf.ts";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator/index.ts";
import type { Invocation } from "../../src/invocation/invocation.ts";
import { callOnce } from "../../src/invocation/callOnce.ts";
import { openJournal } from "../../src/journal/openJournal.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import { Secret } from "../../src/model/secret.ts";
import { nodeJournalFiles } from "../../src/ports/nodeJournalFiles.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { nodeProcesses } from "../../src/ports/nodeProcesses.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const place = { project: "shop", stack: "prod", name: "migrate 'it'" };
const processes = nodeProcesses();
const terminal = nodeTerminal();

let emulator: Emulator;
let functions: CloudFunctions;
let folder: string;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const credentials = { ...dummyKeys, secretKey: new Secret(dummyKeys.secretKey), source: "test" };
  functions = new CloudFunctions({ ...nodePorts(), credentials, transport: undiciTransport() });
  folder = mkdtempSync(join(tmpdir(), "ncf-resolve-"));
});
afterEach(async () => {
  await functions.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Calls for the place as a process of its own, which has ended afterwards, or is this one. */
async function call(fault?: Fault, owner: "gone" | "alive" = "gone") {
  const self = owner === "alive" ? processes.self : { ...processes.self, startedAt: "before" };
  const { clock } = nodePorts();
  const journal = await openJournal(join(folder, "j.jsonl"), { files: nodeJournalFiles, clock, self });
  if (fault !== undefined) emulator.faults.add({ on: "POST", fault });
  const inputs = { actionName: "echo", params: { a: 1 }, waitFor: 0, retry: { attempts: 1 } };
  const { invocation } = readInputs(inputs, { endpoint: emulator.url });
  const deps = { functions, clock, journal, processes, paramsHash: "key.hash", emit: () => {} };
  const called = { key: place, firstGeneration: 1 };
  const { outcome } = await callOnce(invocation as Invocation, called, deps);
  await journal.close();
  return outcome;
}

/** Runs the command line in this process, as the shell of an operator would have it. */
async function ncf(...words: readonly string[]) {
  let [out, err] = ["", ""];
  const env = {
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
    NCF_JOURNAL: join(folder, "j.jsonl"),
  };
  const code = await runNcf({
    ...terminal,
    args: ["resolve", place.name, ...words],
    ports: { ...terminal.ports, env },
    write: (text) => (out += printable(text)),
    writeError: (text) => (err += printable(text)),
    writeRaw: (text) => (out += text),
  });
  return { code, out, err };
}

test("the run of a call with a lost response is found, settled with --ran, and reused by the next call", async () => {
  expect(await call({ kind: "reset", when: "afterRun" })).toMatchObject({ kind: "unknown" });
  const activationId = emulator.ledger.runs[0]?.activationId as string;
  const looked = await ncf();
  expect(looked.out).toContain(`found: ${activationId}, started `);
  expect(looked.out).toContain(
    `It ran: ncf resolve 'migrate '\\''it'\\''' --project shop --stack prod --journal ${join(folder, "j.jsonl")} --ran ${activationId}\n`,
  );
  expect(await ncf("--ran", activationId)).toMatchObject({ code: 0, err: "" });
  expect(await call()).toMatchObject({ kind: "succeeded", activation: { activationId } });
  expect(emulator.ledger.posts).toHaveLength(1);
  expect(await ncf("--did-not-run")).toMatchObject({ code: 3 });
});

test("the run of a call is adopted although this machine's clock is wrong by an hour", async () => {
  emulator.set({ serverTimeOffsetMs: -3_600_000 });
  // The first answer tells the difference.
  const { address, action } = readInputs({ actionName: "echo" }, { endpoint: emulator.url })
    .invocation as Invocation;
  await functions.activation({ address, action, activationId: "0".repeat(32) });
  await call({ kind: "reset", when: "afterRun" });
  const activationId = emulator.ledger.runs[0]?.activationId as string;
  expect((await ncf()).out).toContain(`found: ${activationId}, started `);
  expect(await ncf("--ran", activationId)).toMatchObject({ code: 0, err: "" });
});

test("a call that was lost before it ran is repeated after --did-not-run", async () => {
  expect(await call({ kind: "reset", when: "beforeRead" })).toMatchObject({ kind: "unknown" });
  expect((await ncf()).out).toContain("found: no activation of -/echo that could be its run\n");
  expect(await ncf("--did-not-run")).toMatchObject({ code: 0, err: "" });
  expect(await call()).toMatchObject({ kind: "succeeded" });
  expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([2, 1]);
});

test("a record that cannot be read yet, or is of another action, settles nothing", async () => {
  await call({ kind: "reset", when: "afterRun" });
  const activationId = emulator.ledger.runs[0]?.activationId as string;
  emulator.set({ visibilityLagMs: 60_000 });
  expect(await ncf("--ran", activationId)).toMatchObject({
    code: 3,
    err: expect.stringContaining("up to a minute after"),
  });
  emulator.set({ visibilityLagMs: 0 });
  const { invocation } = readInputs(
    { actionName: "hello", params: { name: "you" } },
    { endpoint: emulator.url },
  );
  const { address, action, timeoutMs } = invocation as Invocation;
  await invokeInSlot(functions, { address, action, timeoutMs, body: Buffer.from('{"name":"you"}') });
  const other = emulator.ledger.runs[1]?.activationId as string;
  expect(await ncf("--ran", other)).toMatchObject({
    code: 3,
    err: expect.stringContaining(`activation ${other} of -/echo has no record`),
  });
  expect(await call()).toMatchObject({ kind: "unknown" });
});

test("a call of a running process is left to that process", async () => {
  await call({ kind: "reset", when: "beforeRead" }, "alive");
  expect(await ncf("--did-not-run")).toMatchObject({
    code: 3,
    err: expect.stringContaining(`process ${process.pid} is still working on it`),
  });
});
