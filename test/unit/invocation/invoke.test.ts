import { expect, test } from "vitest";
import type { ActivationResponse } from "../../../src/client/responses.ts";
import type { ActivationQuery, InvokeCall, InvokeResult } from "../../../src/client/cloudFunctions.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { invoke } from "../../../src/invocation/callOnce.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { handClock } from "./handClock.ts";

const activation = {
  activationId: "abc",
  response: { result: { ok: true }, status: "success", success: true },
};
const { invocation } = readInputs({
  actionName: "hello",
  params: { name: "액션" },
  timeout: 500,
  waitFor: "1s",
  retry: { attempts: 2, budget: "3s" },
}) as { invocation: Invocation };

const slot = { startedAt: 0, release: () => {} };

async function invoked(outcome: Outcome, answers: readonly ActivationResponse[] = []) {
  const calls: InvokeCall[] = [];
  const asked: ActivationQuery[] = [];
  const functions = {
    invoke: async (call: InvokeCall): Promise<InvokeResult> => {
      calls.push(call);
      return { outcome, attempts: 2, invokedAt: 17 };
    },
    activation: async (question: ActivationQuery) => {
      asked.push(question);
      return answers[asked.length - 1] ?? ({ kind: "notYet" } as const);
    },
  };
  return { calls, asked, result: await invoke(invocation, { functions, clock: handClock(), slot }) };
}

test("posts the params as JSON in UTF-8, with the invocation's time-out and retry", async () => {
  const { calls, asked, result } = await invoked({ kind: "succeeded", activation });
  expect(calls).toEqual([
    {
      address: invocation.address,
      action: { packageName: "-", actionName: "hello" },
      body: new TextEncoder().encode('{"name":"액션"}'),
      timeoutMs: 500,
      retry: { attempts: 2, budgetMs: 3000 },
      slot,
    },
  ]);
  expect(asked).toEqual([]);
  expect(result).toEqual({ outcome: { kind: "succeeded", activation }, attempts: 2, invokedAt: 17 });
});

test.each<Outcome>([
  { kind: "failed", activation },
  { kind: "notSent", reason: "connection refused" },
  { kind: "unknown", reason: "reset", delivery: "sent" },
  { kind: "rejected", isTemporary: false, error: { status: 404, origin: "service", message: "no" } },
])("gives an outcome of kind $kind as it is, and asks for nothing", async (outcome) => {
  const { asked, result } = await invoked(outcome);
  expect(result).toEqual({ outcome, attempts: 2, invokedAt: 17 });
  expect(asked).toEqual([]);
});

test("follows a pending activation to its end, and posts once", async () => {
  const { calls, asked, result } = await invoked({ kind: "pending", activationId: "abc" }, [
    { kind: "notYet" },
    { kind: "found", activation },
  ]);
  expect(calls).toHaveLength(1);
  expect(asked.map(({ activationId }) => activationId)).toEqual(["abc", "abc"]);
  expect(result).toEqual({ outcome: { kind: "succeeded", activation }, attempts: 2, invokedAt: 17 });
});

test("stays pending when waitFor is over", async () => {
  const { result } = await invoked({ kind: "pending", activationId: "abc" });
  expect(result.outcome).toEqual({ kind: "pending", activationId: "abc" });
});
