import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import type { CallLimits } from "../../src/client/callLimiter.ts";
import { CloudFunctions } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import { type Emulator, startEmulator, type Switches } from "../../src/emulator/index.ts";
import type { Invocation } from "../../src/invocation/invocation.ts";
import { callOnce, type CallResult } from "../../src/invocation/callOnce.ts";
import { noJournal } from "../../src/journal/journal.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { Secret } from "../../src/model/secret.ts";
import type { Clock } from "../../src/ports/ports.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const self = { host: "ci", pid: 1, startedAt: "" };
let emulator: Emulator;
let functions: CloudFunctions;
afterEach(async () => {
  await functions.close();
  await emulator.close();
});

async function start(
  switches: Partial<Switches>,
  limits: CallLimits = {},
  clock: Clock = nodePorts().clock,
): Promise<void> {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys, switches, clock });
  functions = new CloudFunctions({
    ...nodePorts(),
    limits,
    transport: undiciTransport(),
    credentials: { ...dummyKeys, secretKey: new Secret(dummyKeys.secretKey), source: "test" },
  });
}

function invocationOf(inputs: JsonObject): Invocation {
  return readInputs(inputs, { endpoint: emulator.url }).invocation as Invocation;
}

/** Calls an action a number of times at once, each as a resource does. */
function callAll(count: number, inputs: JsonObject): Promise<CallResult[]> {
  const invocation = invocationOf(inputs);
  const one = (index: number): Promise<CallResult> => {
    const key = { project: "shop", stack: "prod", name: `call-${index}` };
    return callOnce(
      invocation,
      { key, firstGeneration: 1 },
      {
        functions,
        clock: nodePorts().clock,
        journal: noJournal(self),
        processes: { self, stateOf: () => "alive" },
        paramsHash: "hash",
        emit: () => {},
      },
    );
  };
  return Promise.all(Array.from({ length: count }, (_, index) => one(index)));
}

function kindsOf(ended: readonly CallResult[]): ReadonlySet<string> {
  return new Set(ended.map(({ outcome }) => outcome.kind));
}

test.each([undefined, "1"])(
  "60 calls to a service that takes 200 a second are all made by default, with Retry-After %s",
  async (retryAfter) => {
    // The clock stands still at first, so that the calls exceed the rate on a slow machine as well.
    let stoppedAt: number | undefined = nodePorts().clock.now();
    const clock = { ...nodePorts().clock, now: () => stoppedAt ?? nodePorts().clock.now() };
    await start({ callsPerSecond: 200, retryAfter }, {}, clock);
    const all = callAll(60, { actionName: "echo" });
    await emulator.ledger.whenPosted(({ status }) => status === 429);
    stoppedAt = undefined;
    expect(kindsOf(await all)).toEqual(new Set(["succeeded"]));
    expect(emulator.ledger.runs).toHaveLength(60);
    expect(emulator.ledger.posts.length).toBeGreaterThan(60);
    expect(emulator.ledger.posts.length).toBeLessThanOrEqual(60 + 100);
  },
);

test("no more than 80 calls are in flight by default, and a read needs no slot", async () => {
  await start({});
  let release = (): void => {};
  const until = new Promise<void>((resolve) => (release = resolve));
  emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until }, times: 100 });
  const all = callAll(100, { actionName: "echo" });
  await emulator.ledger.whenPosted(80);
  const { address, action } = invocationOf({ actionName: "echo" });
  expect(await functions.activations({ address, action, startAt: 0, endAt: 1 })).toMatchObject({
    kind: "listed",
  });
  expect(emulator.ledger.posts).toHaveLength(80);
  release();
  expect(kindsOf(await all)).toEqual(new Set(["succeeded"]));
  expect(emulator.ledger.posts).toHaveLength(100);
});

test("the user's own rate limit is kept", async () => {
  await start({}, { callsPerSecond: 50 });
  await callAll(25, { actionName: "echo" });
  const startedAt = emulator.ledger.posts.map(({ receivedAt }) => receivedAt);
  expect((startedAt.at(-1) ?? 0) - (startedAt[0] ?? 0)).toBeGreaterThan(400);
  expect(emulator.ledger.posts).toHaveLength(25);
});
