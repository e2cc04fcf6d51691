import { expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import type { Intent } from "../../../src/journal/records.ts";
import { type PendingStep, recordPending } from "../../../src/resource/recordPending.ts";
import type { InvocationState } from "../../../src/resource/state.ts";
import { fingerprint } from "../../../src/invocation/invocation.ts";

const hourMs = 3_600_000;
const now = 1_795_600_000_000;
const key = { project: "orders", stack: "dev", name: "one" };
const inputs = { actionName: "echo", params: { a: 1 }, waitFor: "10m" };
const step = { inputs, secretPointers: [], key };
const { invocation } = readInputs(inputs);

async function record(
  pending: Partial<PendingStep> = {},
  hashParams: () => string = () => "key.hash",
): Promise<{ readonly isCall: boolean; readonly intents: readonly Intent[] }> {
  const intents: Intent[] = [];
  const isCall = await recordPending(
    { step, savedAt: now - 2 * hourMs, ...pending },
    {
      clock: { now: () => now },
      journal: {
        intend: async (intent) => {
          intents.push(intent);
          const owner = { host: "h", pid: 1, startedAt: "" };
          return { kind: "claimed", entry: { owner, ...intent, claim: "c", at: now } };
        },
      },
      hashParams,
      read: (one) => readInputs(one),
    },
  );
  return { isCall, intents };
}

const old = {
  version: 1,
  key,
  fingerprint: invocation === undefined ? "" : fingerprint(invocation),
  address: "https://host/actions/echo",
  generation: 3,
  outcome: "succeeded",
  activationId: "a1",
  attempts: 1,
  invokedAt: 1,
  result: {},
} satisfies InvocationState;

test("a creation is recorded as the first generation, sent at any time around the last save of the state", async () => {
  const { isCall, intents } = await record();
  expect(isCall).toBe(true);
  expect(intents).toEqual([
    {
      key: "ncf:orders/dev/one/1",
      action: expect.stringContaining("/packages/-/actions/echo"),
      paramsHash: "key.hash",
      sentFromAt: now - 3 * hourMs - 600_000,
      sendsUntilAt: now - hourMs,
      owner: { host: "unknown", pid: 0, startedAt: "" },
    },
  ]);
});

test("a state that was saved just now, or by a clock that is ahead, does not make the next run wait for another byte", async () => {
  for (const savedAt of [now, now + hourMs]) {
    expect((await record({ savedAt })).intents[0]?.sendsUntilAt).toBe(now);
  }
});

test("an update is recorded as the generation after the one in the state", async () => {
  const changed = { ...step, inputs: { ...inputs, params: { a: 2 } } };
  expect((await record({ old, step: changed })).intents[0]?.key).toBe("ncf:orders/dev/one/4");
});

test("an update of the same inputs was a re-run", async () => {
  expect((await record({ old })).intents[0]?.key).toBe("ncf:orders/dev/one/4");
});

test("an update that went on to follow an activation calls nothing", async () => {
  expect(await record({ old: { ...old, outcome: "pending" } })).toEqual({ isCall: false, intents: [] });
});

test("inputs that cannot be read, and params without credentials, are recorded as not to be compared", async () => {
  expect((await record({ step: { ...step, inputs: {} } })).intents[0]).toMatchObject({
    action: "",
    paramsHash: "unknown.",
  });
  const without = (): never => {
    throw new NcfError("NCF_CREDENTIALS_MISSING", { reason: "none" });
  };
  expect((await record({}, without)).intents[0]).toMatchObject({ paramsHash: "unknown." });
});
