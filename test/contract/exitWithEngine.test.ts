import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { nodeProcessTable } from "../../src/ports/nodeProcesses.ts";
import { providerConfig } from "../support/providerConfig.ts";
import { ProviderProcess } from "../support/ProviderProcess.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const table = nodeProcessTable();
const echo = { actionName: "echo", params: { a: 1 } };

let emulator: Emulator;
let provider: ProviderProcess;
beforeEach(async () => {
  emulator = await startEmulator({
    actionsDir: fileURLToPath(new URL("../support/actions", import.meta.url)),
    credentials: dummyKeys,
  });
  provider = await ProviderProcess.start({
    hasEngine: true,
    config: providerConfig(emulator),
  });
});
afterEach(async () => {
  await provider.close();
  await emulator.close();
});

/** Waits until none of the processes runs any more. */
async function areGone(pids: readonly number[]): Promise<void> {
  await vi.waitFor(() => expect(pids.filter((pid) => table.at(pid) !== undefined)).toEqual([]), 20_000);
}

test("a provider process and its launcher are gone soon after their engine was killed", async () => {
  await provider.create(echo);
  const pids = await provider.killEngine();
  expect(pids).toHaveLength(2);
  await areGone(pids);
});

test("a call in flight is followed to its end by a process whose engine was killed, which then goes", async () => {
  emulator.set({ visibilityLagMs: 3_600_000 });
  const created = provider.create({ ...echo, timeout: 0 });
  await emulator.ledger.whenRead(1);
  const pids = await provider.killEngine();
  // By then it has looked for its engine more than once.
  await emulator.ledger.whenRead(emulator.ledger.reads.length + 4);
  emulator.set({ visibilityLagMs: 0 });
  expect(await created).toMatchObject({ outs: { outcome: "succeeded", result: { a: 1 } } });
  await areGone(pids);
  expect(emulator.ledger.runs).toHaveLength(1);
});
