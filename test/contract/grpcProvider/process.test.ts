import { execFileSync } from "node:child_process";
import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type Emulator, startEmulator } from "../../../src/emulator/index.ts";
import type { ValueObject } from "../../../src/model/value.ts";
import { nodeProcessTable } from "../../../src/ports/nodeProcesses.ts";
import { readJournal } from "../../support/readJournal.ts";
import { dummyKeys } from "../../support/signedFetch.ts";
import {
  providerProgram,
  StartedProvider,
  type StartedProviderOptions,
} from "../../support/StartedProvider.ts";
import { actionsDir, configOf, failureOf } from "./scene.ts";

const echo: ValueObject = { actionName: "echo", params: { a: 1 } };
const slow: ValueObject = { packageName: "tools", actionName: "slow", params: { ms: 500 } };

let emulator: Emulator;
let provider: StartedProvider;
beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
});
afterEach(async () => {
  await provider.close();
  await emulator.close();
});

async function start(options: StartedProviderOptions = {}): Promise<void> {
  provider = await StartedProvider.start({ config: configOf(emulator), ...options });
}

/** Waits until none of the processes runs any more. */
async function areGone(pids: readonly number[]): Promise<void> {
  const table = nodeProcessTable();
  await vi.waitFor(() => expect(pids.filter((pid) => table.at(pid) !== undefined)).toEqual([]), 20_000);
}

describe("the program pulumi-resource-ncf", () => {
  test("prints its port and nothing else to standard output, however steps end", async () => {
    await start();
    const created = await provider.client.create("one", echo);
    await provider.client.check("one", { ...echo, timeout: -1 });
    await failureOf(provider.client.create("two", { actionName: "end", params: { how: "throw" } }));
    await failureOf(provider.client.read("three", "of another shape"));
    await provider.client.delete("one", created);
    expect(provider.output.stdout).toMatch(/^\d+\n$/);
  });

  test("is started by a link, as npm puts it into node_modules/.bin", async () => {
    const folder = mkdtempSync(join(tmpdir(), "ncf-bin-"));
    const link = join(folder, "pulumi-resource-ncf");
    symlinkSync(providerProgram, link);
    await start({ program: link });
    rmSync(folder, { recursive: true });
    expect((await provider.client.create("one", echo)).outputs["outcome"]).toBe("succeeded");
  });

  test("loads neither the SDK nor what only later steps need before it prints its port", () => {
    const listLoaded = `
      process.on("exit", () => console.error(Object.keys(require.cache).join("\\n")));
      process.stdout.write = () => process.exit();
    `;
    const folder = mkdtempSync(join(tmpdir(), "ncf-loaded-"));
    const path = join(folder, "listLoaded.cjs");
    execFileSync(process.execPath, [
      "-e",
      `require("fs").writeFileSync(${JSON.stringify(path)}, ${JSON.stringify(listLoaded)})`,
    ]);
    const output = execFileSync(
      "/bin/sh",
      ["-c", `"${process.execPath}" --require "${path}" "${providerProgram}" 2>&1`],
      { encoding: "utf8" },
    );
    rmSync(folder, { recursive: true });
    expect(output).toContain("/@pulumi/pulumi/proto/provider_pb.js");
    const others = output.split("\n").filter((one) => /\/@pulumi\/pulumi\/(?!proto\/)/.test(one));
    expect(others).toEqual([]);
    expect(output).not.toMatch(/node_modules\/(ajv|undici|yaml|ini)\//);
  });
});

describe("an engine that is killed", () => {
  test("is followed by its provider", async () => {
    await start({ hasEngine: true });
    await provider.client.create("one", echo);
    const pids = await provider.killEngine();
    expect(pids).toHaveLength(1);
    await areGone(pids);
  });

  test("leaves a call in flight, which ends and is recorded before the provider goes", async () => {
    await start({ hasEngine: true });
    const created = provider.client.create("one", { ...slow, params: { ms: 3000 } });
    await emulator.ledger.whenRun(1);
    const pids = await provider.killEngine();
    expect((await created).outputs["outcome"]).toBe("succeeded");
    await areGone(pids);
    const [entry] = readJournal(provider.journalPath).values();
    expect(entry?.end).toMatchObject({ kind: "succeeded" });
    expect(emulator.ledger.posts).toHaveLength(1);
  });
});

test("an engine that is killed ends a check, whose provider goes", async () => {
  await start({ hasEngine: true });
  const inputs = { actionName: "ready", params: { after: 1000 }, every: "100ms", within: "1h" };
  const checking = failureOf(provider.client.create("ActionCheck::smoke", inputs));
  await emulator.ledger.whenRun(2);
  const pids = await provider.killEngine();
  expect((await checking).message).toContain("the check of -/ready was interrupted");
  await areGone(pids);
});

test("the end of a plugin by the engine waits for a call in flight, which is recorded", async () => {
  await start();
  const created = provider.client.create("one", slow);
  await emulator.ledger.whenRun(1);
  const code = await provider.signal("SIGINT");
  await created;
  expect(code).toBe(0);
  const [entry] = readJournal(provider.journalPath).values();
  expect(entry?.end).toMatchObject({ kind: "succeeded" });
});

test("a call whose provider was killed is found again by the next one, and not made twice", async () => {
  const never = new Promise<never>(() => {});
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "afterRun", until: never } });
  await start();
  const inputs = { ...echo, idempotencyParam: "key" };
  const created = failureOf(provider.client.create("one", inputs));
  await emulator.ledger.whenRun(({ endedAt }) => endedAt !== undefined);
  await provider.signal("SIGKILL");
  await created;
  const next = await StartedProvider.start({
    config: configOf(emulator),
    journalPath: provider.journalPath,
  });
  const { id, outputs } = await next.client.create("one", inputs);
  await next.close();
  expect(id).toBe(emulator.ledger.runs[0]?.activationId);
  expect(outputs).toMatchObject({ outcome: "succeeded", generation: 1 });
  expect(emulator.ledger.posts).toHaveLength(1);
});
