import { EventEmitter, once } from "node:events";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import type { InvocationEvent } from "../../src/invocation/events.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { readSettings } from "../../src/resource/settings.ts";
import type { StepInputs } from "../../src/resource/steps.ts";
import { createRuntime, type Runtime } from "../../src/runtime.ts";
import { providerConfig } from "../support/providerConfig.ts";
import { readJournal } from "../support/readJournal.ts";
import { dummyKeys } from "../support/signedFetch.ts";

let emulator: Emulator;
let folder: string;
let journalPath: string;
let runtime: Runtime;
let events: InvocationEvent[];
beforeEach(async () => {
  emulator = await startEmulator({
    actionsDir: fileURLToPath(new URL("../support/actions", import.meta.url)),
    credentials: dummyKeys,
  });
  folder = mkdtempSync(join(tmpdir(), "ncf-runtime-"));
  journalPath = join(folder, "journal.jsonl");
  events = [];
  runtime = open();
});
afterEach(async () => {
  await runtime.close();
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A runtime that makes one call at a time. */
function open(): Runtime {
  const config: Record<string, string> = { ...providerConfig(emulator), "ncf:callsInFlight": "1" };
  return createRuntime({
    ports: { ...nodePorts(), env: { NCF_JOURNAL: journalPath } },
    settings: readSettings((key) => config[key], {}),
    onEvent: (event) => events.push(event),
  });
}

function step(name: string): StepInputs {
  const inputs = { actionName: "echo", params: { name } };
  return { inputs, secretPointers: [], key: { project: "shop", stack: "prod", name } };
}

test("composes client, journal and lifecycle, and reports a call from its wait to its end", async () => {
  const { state } = await runtime.lifecycle.create(step("one"));
  expect(state).toMatchObject({ outcome: "succeeded", result: { name: "one" } });
  expect(events.map(({ kind, key }) => `${key.name} ${kind}`)).toEqual([
    "one waiting",
    "one acquired",
    "one calling",
    "one posting",
    "one posted",
    "one recorded",
    "one ended",
  ]);
  const again = open();
  const { state: reused } = await again.lifecycle.create(step("one"));
  await again.close();
  expect(reused.activationId).toBe(state.activationId);
  expect(events.map(({ kind }) => kind).slice(7)).toEqual(["reused", "ended"]);
  expect(emulator.ledger.posts).toHaveLength(1);
});

test("after stop no call starts, the one in flight is recorded, and close waits for it", async () => {
  const held = new EventEmitter();
  const until = once(held, "release");
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until } });
  const first = runtime.lifecycle.create(step("one"));
  await emulator.ledger.whenPosted(1);
  const second = runtime.lifecycle.create(step("two"));
  await expect.poll(() => events.filter(({ kind }) => kind === "waiting")).toHaveLength(2);

  runtime.stop();
  await expect(second).rejects.toMatchObject({
    code: "NCF_NOT_SENT",
    reason: "cannot call -/echo: interrupted",
  });
  await expect(runtime.lifecycle.create(step("three"))).rejects.toMatchObject({ code: "NCF_NOT_SENT" });
  let isClosed = false;
  const closed = runtime.close().then(() => (isClosed = true));
  held.emit("release");
  expect(isClosed).toBe(false);
  expect((await first).state).toMatchObject({ outcome: "succeeded" });
  await closed;
  expect(emulator.ledger.posts).toHaveLength(1);
  const journal = readJournal(journalPath);
  expect([...journal.keys()]).toEqual(["ncf:shop/prod/one/1"]);
  expect(journal.get("ncf:shop/prod/one/1")?.end).toMatchObject({ kind: "succeeded" });
});

test("many calls that wait print no warning of the process", async () => {
  const warnings: string[] = [];
  const listen = (warning: Error): number => warnings.push(warning.name);
  process.on("warning", listen);
  const names = Array.from({ length: 20 }, (_, index) => `call-${index}`);
  await Promise.all(names.map((name) => runtime.lifecycle.create(step(name))));
  process.off("warning", listen);
  expect(warnings).toEqual([]);
  expect(emulator.ledger.runs).toHaveLength(20);
});

test("reports missing credentials at check, and makes no journal before a call", async () => {
  const ports = { ...nodePorts(), homeDir: folder, env: { NCF_JOURNAL: journalPath } };
  const { lifecycle, close } = createRuntime({ ports, settings: readSettings(() => undefined, {}) });
  expect(lifecycle.check(step("one")).map(({ code }) => code)).toEqual(["NCF_CREDENTIALS_MISSING"]);
  await close();
  expect(existsSync(journalPath)).toBe(false);
});

test("close ends a check, which would call on, and waits for it", async () => {
  const key = { project: "shop", stack: "prod", name: "smoke" };
  const inputs = { actionName: "ready", params: { after: 1000 }, every: "100ms", within: "1h" };
  const checking = runtime.checks
    .create({ inputs, secretPointers: [], key })
    .catch((error: unknown) => error);
  await emulator.ledger.whenRun(2);
  await runtime.close();
  expect(await checking).toMatchObject({ reason: expect.stringContaining("was interrupted") });
  expect(existsSync(journalPath)).toBe(false);
});
