import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { type Emulator, type Fault, startEmulator } from "../../src/emulator/index.ts";
import { encodeParams } from "../../src/invocation/invocation.ts";
import { generationKey } from "../../src/model/resourceKey.ts";
import { findRun, type FoundRun } from "../../src/invocation/findRun.ts";
import { type ApiVersion, type Address, resolveAddress } from "../../src/model/address.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { Secret } from "../../src/model/secret.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { jumpingClock } from "../support/jumpingClock.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const key = generationKey({ project: "shop", stack: "prod", name: "migrate", generation: 1 });
let emulator: Emulator;
let functions: CloudFunctions;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const { accessKey, secretKey } = dummyKeys;
  const credentials = { accessKey, secretKey: new Secret(secretKey), source: "test" };
  functions = new CloudFunctions({ ...nodePorts(), credentials, transport: undiciTransport() });
});
afterEach(async () => {
  await functions.close();
  await emulator.close();
});

/** Calls an action whose answer is lost, and looks for its run. */
async function lost(
  fault: Fault,
  actionName: string,
  params: JsonObject,
  { apiVersion = "v2.0" }: { apiVersion?: ApiVersion } = {},
): Promise<FoundRun> {
  emulator.faults.add({ on: "POST", fault });
  const address = resolveAddress({ endpoint: emulator.url, apiVersion }).address as Address;
  const action = { packageName: "-", actionName };
  const call = { address, action, body: encodeParams(params), timeoutMs: 60_000 };
  const { outcome, invokedAt } = await invokeInSlot(functions, call);
  expect(outcome.kind).toBe("unknown");
  const { clock } = nodePorts();
  return findRun(
    { address, action, key, sentFromAt: invokedAt, sentUntilAt: clock.now() },
    // It looks at once and, after seven minutes that nobody waits for, once more.
    { functions, clock: jumpingClock(), belongsToOther: () => false, untilAt: clock.now() + 7 * 60_000 },
  );
}

const reset: Fault = { kind: "reset", when: "afterRun" };

test.each<[string, Fault]>([
  ["the connection is reset after the run", reset],
  ["the answer breaks off", { kind: "reset", when: "afterHead" }],
  ["half of the answer comes", { kind: "cut", bytes: 40 }],
  ["a gateway gives up after the run", { kind: "respond", when: "afterRun", status: 504, body: "<html>" }],
])("adopts the one run that carries the key when %s", async (_what, fault) => {
  const found = await lost(fault, "echo", { table: "users", requestKey: key });
  const [run] = emulator.ledger.runs;
  expect(emulator.ledger.runs).toHaveLength(1);
  expect(found).toMatchObject({
    kind: "adopted",
    activation: { activationId: run?.activationId, response: { result: { requestKey: key } } },
  });
});

test("adopts it in the other version of the API as well", async () => {
  const found = await lost(reset, "hello", { name: key }, { apiVersion: "v2.1" });
  expect(found).toMatchObject({ kind: "adopted", activation: { response: { success: true } } });
});

test.each([60, -60])("finds it where the API's clock is %i minutes ahead", async (minutes) => {
  emulator.set({ serverTimeOffsetMs: minutes * 60_000 });
  // The POST that only tells that the clock is off, and the one whose answer is lost.
  emulator.faults.add({ on: "POST", fault: { kind: "delay", when: "beforeRun", delayMs: 0 } });
  expect(await lost(reset, "echo", { requestKey: key })).toMatchObject({ kind: "adopted" });
});

test("a run that shows no key may be the one, and is not adopted", async () => {
  const found = await lost(reset, "echo", { table: "users" });
  const [run] = emulator.ledger.runs;
  expect(found).toEqual({ kind: "ambiguous", activationIds: [run?.activationId] });
});

test("a record that is seen late is waited for", async () => {
  emulator.set({ visibilityLagMs: 3_600_000 });
  const found = lost(reset, "echo", { requestKey: key });
  await emulator.ledger.whenRun((run) => run.endedAt !== undefined);
  emulator.set({ visibilityLagMs: 0 });
  expect(await found).toMatchObject({ kind: "adopted" });
});

test.each<[string, Fault]>([
  ["hangs", { kind: "hold", when: "beforeRun", until: new Promise(() => {}) }],
  ["drips", { kind: "drip", chunkBytes: 1, everyMs: 100 }],
])("a look that %s is cut off when the wait is over, and one more is made", async (_how, fault) => {
  const address = resolveAddress({ endpoint: emulator.url }).address as Address;
  const action = { packageName: "-", actionName: "echo" };
  emulator.faults.add({ on: "POST", fault: reset });
  emulator.faults.add({ on: "GET", fault });
  const { clock } = nodePorts();
  const startedAt = clock.now();
  const body = encodeParams({ requestKey: key });
  await invokeInSlot(functions, { address, action, body, timeoutMs: 60_000 });
  const found = await findRun(
    { address, action, key, sentFromAt: startedAt, sentUntilAt: clock.now() },
    { functions, clock, belongsToOther: () => false, untilAt: clock.now() + 300 },
  );
  expect(found).toMatchObject({ kind: "adopted" });
  expect(clock.now() - startedAt).toBeLessThan(10_000);
});

test("is empty when nothing ran", async () => {
  const found = await lost({ kind: "reset", when: "beforeRead" }, "echo", { requestKey: key });
  expect(emulator.ledger.runs).toEqual([]);
  expect(found).toEqual({ kind: "none" });
});
