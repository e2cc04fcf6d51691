import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, test } from "vitest";
import { CloudFunctions, type ActivationQuery } from "../../src/client/cloudFunctions.ts";
import { undiciTransport } from "../../src/client/undiciTransport.ts";
import {
  startEmulator,
  type CloudName,
  type Emulator,
  type EmulatorOptions,
  type Fault,
} from "../../src/emulator/index.ts";
import { encodeParams, type Invocation } from "../../src/invocation/invocation.ts";
import { follow } from "../../src/invocation/follow.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { Secret } from "../../src/model/secret.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";
import { invokeInSlot } from "../support/invokeInSlot.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const slow = { packageName: "tools", actionName: "slow", params: { ms: 60 }, timeout: 0, waitFor: "20s" };
const throws = { actionName: "end", params: { how: "throw" } };

let emulator: Emulator;
let functions: CloudFunctions;
afterEach(async () => {
  await functions.close();
  await emulator.close();
});

async function start(options: Partial<EmulatorOptions> = {}): Promise<void> {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys, ...options });
  functions = new CloudFunctions({
    ...nodePorts(),
    transport: undiciTransport(),
    credentials: { ...dummyKeys, secretKey: new Secret(dummyKeys.secretKey), source: "test" },
  });
}

function invocationOf(inputs: JsonObject): Invocation {
  const { invocation, issues } = readInputs(inputs, { endpoint: emulator.url });
  if (invocation === undefined) throw new Error(JSON.stringify(issues));
  return invocation;
}

/** Calls an action in a slot of its own, and follows its activation. */
function call(inputs: JsonObject, changes: Partial<Invocation> = {}) {
  return callAndFollow({ ...invocationOf(inputs), ...changes });
}

async function callAndFollow({ address, action, params, timeoutMs, retry, waitForMs }: Invocation) {
  const { clock } = nodePorts();
  const body = encodeParams(params);
  const { outcome, attempts } = await invokeInSlot(functions, { address, action, body, timeoutMs, retry });
  if (outcome.kind !== "pending") return { outcome, attempts };
  const { activationId } = outcome;
  const untilAt = clock.now() + waitForMs;
  const followed = { address, action, activationId, settledAt: untilAt + 1 };
  return { ...(await follow(followed, { functions, clock, untilAt })), attempts };
}

describe("a response with the activation id alone is followed to the end", () => {
  test.each([200, 202] as const)("with status %i", async (idOnlyStatus) => {
    await start({ switches: { idOnlyStatus } });
    const { outcome, attempts } = await call(slow);
    expect(outcome).toMatchObject({
      kind: "succeeded",
      activation: {
        activationId: emulator.ledger.runs[0]?.activationId,
        response: { result: { sleptMs: 60 } },
      },
    });
    expect(attempts).toBe(1);
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test.each(["content", "bare"] as const)("in the shape %s", async (idOnlyShape) => {
    await start({ switches: { idOnlyShape, idOnlyStatus: 202 } });
    expect((await call(slow)).outcome.kind).toBe("succeeded");
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test.each([400, 404, 500])(
    "while its record is not found with status %i",
    async (activationNotFoundStatus) => {
      await start({ switches: { activationNotFoundStatus } });
      expect((await call(slow)).outcome.kind).toBe("succeeded");
      expect(emulator.ledger.reads.some(({ status }) => status === activationNotFoundStatus)).toBe(true);
      expect(emulator.ledger.posts).toHaveLength(1);
    },
  );

  test("through the lag until its record is visible", async () => {
    await start({ switches: { visibilityLagMs: 300 } });
    const { outcome } = await call(slow);
    expect(outcome.kind).toBe("succeeded");
    const [run] = emulator.ledger.runs;
    const last = emulator.ledger.reads.at(-1);
    expect((last?.receivedAt ?? 0) - (run?.endedAt ?? 0)).toBeGreaterThanOrEqual(300);
    expect(emulator.ledger.reads.at(-2)?.errorCode).toBe("80322");
  });

  test.each<[string, Fault]>([
    ["hangs", { kind: "hold", when: "beforeRun", until: new Promise(() => {}) }],
    ["drips", { kind: "drip", chunkBytes: 1, everyMs: 100 }],
  ])(
    "also when a look %s, which is cut off when waitFor is over, and one more is made",
    async (_how, fault) => {
      await start();
      emulator.faults.add({ on: "GET", fault });
      const startedAt = Date.now();
      expect((await call({ ...slow, waitFor: 400 })).outcome.kind).toBe("succeeded");
      expect(emulator.ledger.reads).toHaveLength(2);
      expect(Date.now() - startedAt).toBeLessThan(10_000);
    },
  );

  test("and stays pending with its id where its record has expired", async () => {
    await start({ switches: { activationsExpired: true } });
    const { outcome } = await call({ ...slow, waitFor: 0 });
    expect(outcome).toEqual({ kind: "pending", activationId: emulator.ledger.runs[0]?.activationId });
  });
});

describe("a failed action", () => {
  test.each([
    [200, "content"],
    [200, "bare"],
    [502, "content"],
    [502, "bare"],
  ] as const)(
    "has failed, with status %i in the shape %s, and is called once",
    async (failedStatus, failedShape) => {
      await start({ switches: { failedStatus, failedShape } });
      const { outcome, attempts } = await call(throws);
      expect(outcome).toMatchObject({
        kind: "failed",
        activation: {
          activationId: emulator.ledger.runs[0]?.activationId,
          response: { success: false, status: "action developer error" },
        },
      });
      expect([attempts, emulator.ledger.posts.length]).toEqual([1, 1]);
    },
  );

  test.each([200, 502] as const)(
    "whose record is lost behind the gateway's error with status %i is unknown, and never called again",
    async (failedStatus) => {
      await start({ switches: { failedStatus, failedShape: "error" } });
      const { outcome, attempts } = await call(throws);
      expect(outcome.kind).toBe("unknown");
      expect([attempts, emulator.ledger.posts.length]).toEqual([1, 1]);
    },
  );
});

test.each(["upstream", "gateway"] as const)(
  "params over the limit are refused in the shape %s",
  async (tooLargeShape) => {
    await start({ switches: { tooLargeShape } });
    // Our own check would not let them through.
    const { outcome, attempts } = await call(
      { actionName: "echo" },
      { params: { text: "x".repeat(1_048_576) } },
    );
    expect(outcome).toMatchObject({ kind: "rejected", isTemporary: false, error: { status: 413 } });
    expect([attempts, emulator.ledger.runs.length]).toEqual([1, 0]);
  },
);

describe("the namespace's limit of concurrent runs", () => {
  test("is waited out within the retry budget, and every call runs once", async () => {
    await start({ switches: { concurrencyLimit: 1 } });
    const quick = { ...slow, timeout: 60_000, retry: { attempts: 100, budget: "20s" } };
    const ended = await Promise.all([call(quick), call(quick), call(quick)]);
    expect(ended.map(({ outcome }) => outcome.kind)).toEqual(["succeeded", "succeeded", "succeeded"]);
    expect(emulator.ledger.runs).toHaveLength(3);
  });

  test("refuses at the end of the attempts", async () => {
    await start({ switches: { concurrencyLimit: 0 } });
    const { outcome, attempts } = await call({ actionName: "echo", retry: { attempts: 2, budget: "10s" } });
    expect(outcome).toMatchObject({ kind: "rejected", isTemporary: true, error: { status: 429 } });
    expect([attempts, emulator.ledger.runs.length]).toEqual([2, 0]);
  });
});

describe("a clock that is off by ten minutes", () => {
  test.each([600_000, -600_000])(
    "is corrected by the API's own, and the action runs once (%i ms)",
    async (ms) => {
      await start({ switches: { serverTimeOffsetMs: ms } });
      const { outcome, attempts } = await call({ actionName: "echo" });
      expect(outcome.kind).toBe("succeeded");
      expect([attempts, emulator.ledger.runs.length]).toEqual([2, 1]);
      expect((await call({ actionName: "echo" })).attempts).toBe(1);
    },
  );

  test("is corrected for a read as well", async () => {
    await start();
    const invocation = invocationOf({ actionName: "echo" });
    await callAndFollow(invocation);
    emulator.set({ serverTimeOffsetMs: 600_000 });
    const activationId = emulator.ledger.runs[0]?.activationId ?? "";
    const query: ActivationQuery = { ...invocation, activationId };
    expect(await functions.activation(query)).toMatchObject({ kind: "found" });
  });

  test("cannot be distinguished from wrong keys where the API sends no time", async () => {
    await start({ switches: { serverTimeOffsetMs: 600_000, omitDate: true } });
    const { outcome, attempts } = await call({ actionName: "echo" });
    expect(outcome).toMatchObject({ kind: "rejected", error: { status: 401 } });
    expect(outcome).not.toHaveProperty("clockOffMs");
    expect([attempts, emulator.ledger.runs.length]).toEqual([1, 0]);
  });
});

describe("every cloud", () => {
  const clouds: readonly (readonly [CloudName, JsonObject, string])[] = [
    ["KR", { platform: "classic" }, "/api/v2/packages/-/actions/echo?platform=classic&timeout=60000"],
    ["KR", { platform: "vpc" }, "/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000"],
    ["KR", { apiVersion: "v2.1" }, "/ncf/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000"],
    [
      "KR",
      { apiVersion: "v2.1", platform: "classic" },
      "/ncf/api/v2/packages/-/actions/echo?platform=classic&timeout=60000",
    ],
    ["SGN", { region: "SGN" }, "/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000"],
    [
      "SGN",
      { region: "SGN", apiVersion: "v2.1" },
      "/ncf/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000",
    ],
    ["JPN", { region: "JPN" }, "/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000"],
    [
      "JPN",
      { region: "JPN", apiVersion: "v2.1" },
      "/ncf/api/v2/packages/-/actions/echo?platform=vpc&timeout=60000",
    ],
    ["gov", { site: "gov" }, "/api/v2/packages/-/actions/echo?timeout=60000"],
    ["fin", { site: "fin" }, "/ncf/api/v2/packages/-/actions/echo?timeout=60000"],
  ];

  test.each(clouds)("%s takes a call with %j, and shows its record", async (cloud, choice, target) => {
    await start({ cloud });
    const inputs = { actionName: "echo", params: { a: 1 }, ...choice };
    const { outcome } = await call(inputs);
    expect(outcome).toMatchObject({ kind: "succeeded", activation: { response: { result: { a: 1 } } } });
    expect(emulator.ledger.posts.map((post) => post.target)).toEqual([target]);
    const activationId = emulator.ledger.runs[0]?.activationId ?? "";
    const answer = await functions.activation({ ...invocationOf(inputs), activationId });
    expect(answer).toMatchObject({ kind: "found", activation: { activationId, logs: [] } });
  });
});
