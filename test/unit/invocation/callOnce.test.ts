import { expect, test } from "vitest";
import type { ActivationResponse } from "../../../src/client/responses.ts";
import type { ActivationQuery, InvokeCall, InvokeResult } from "../../../src/client/cloudFunctions.ts";
import { callOnce } from "../../../src/invocation/callOnce.ts";
import type { InvocationEventDetail } from "../../../src/invocation/events.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";
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
const key = { project: "shop", stack: "prod", name: "one" };
const self = { host: "ci", pid: 1, startedAt: "" };
const invokedAt = handClock().now();

/** Calls with a service that answers with an outcome, and with records in turn. Steps are told in the order in which they happen. */
async function called(outcome: Outcome, records: readonly ActivationResponse[] = []) {
  const clock = handClock();
  const journal = await openJournal("/j.jsonl", { files: new MemoryFiles(), clock, self });
  const calls: InvokeCall[] = [];
  const asked: ActivationQuery[] = [];
  const events: InvocationEventDetail[] = [];
  const steps: string[] = [];
  const functions = {
    acquireSlot: async () => {
      steps.push("acquire");
      return { startedAt: 0, release: () => void steps.push("release") };
    },
    invoke: async (call: InvokeCall): Promise<InvokeResult> => {
      steps.push("post");
      calls.push(call);
      call.onAttempt?.({ kind: "posting", attempt: 1 });
      call.onAttempt?.({ kind: "posted", attempt: 1, delivery: "notSent" });
      call.onRetry?.({ attempts: 1, delayMs: 200, reason: "connection refused" });
      return { outcome, attempts: 2, invokedAt };
    },
    activation: async (query: ActivationQuery) => {
      if (asked.push(query) === 1) steps.push("poll");
      return records[asked.length - 1] ?? ({ kind: "notYet" } as const);
    },
    activations: async () => ({ kind: "listed", activations: [] }) as const,
  };
  const result = await callOnce(
    invocation,
    { key, firstGeneration: 3 },
    {
      functions,
      clock,
      processes: { self, stateOf: () => "alive" },
      paramsHash: "key.hash",
      emit: (event) => events.push(event),
      journal: {
        ...journal,
        find: (name) => journal.find(name),
        generations: (resource) => {
          steps.push("read journal");
          return journal.generations(resource);
        },
        entries: () => journal.entries(),
        claimOf: (id) => journal.claimOf(id),
        close: () => journal.close(),
        intend: (intent) => {
          steps.push(`intend ${intent.key}`);
          return journal.intend(intent);
        },
        end: (claim, end) => {
          steps.push(`end ${end.kind}`);
          return journal.end(claim, end);
        },
      },
    },
  );
  return { result, calls, asked, events, steps };
}

test("reads the journal once, and posts the params in UTF-8 with the invocation's time-out and retry", async () => {
  const { calls, asked, result, steps, events } = await called({ kind: "succeeded", activation });
  expect(calls).toEqual([
    expect.objectContaining({
      address: invocation.address,
      action: { packageName: "-", actionName: "hello" },
      body: new TextEncoder().encode('{"name":"액션"}'),
      timeoutMs: 500,
      retry: { attempts: 2, budgetMs: 3000 },
    }),
  ]);
  expect(asked).toEqual([]);
  expect(result).toEqual({
    outcome: { kind: "succeeded", activation },
    attempts: 2,
    invokedAt,
    generation: 3,
  });
  expect(steps).toEqual([
    "read journal",
    "acquire",
    "intend ncf:shop/prod/one/3",
    "post",
    "end succeeded",
    "release",
  ]);
  const claim = expect.stringMatching(/^[0-9a-f-]{36}$/);
  expect(events).toEqual([
    { kind: "waiting", origin: "https://cloudfunctions.apigw.ntruss.com" },
    { kind: "acquired" },
    { kind: "calling", generation: 3, claim, untilAt: expect.any(Number) },
    { kind: "posting", attempt: 1 },
    { kind: "posted", attempt: 1, delivery: "notSent" },
    { kind: "retrying", attempts: 1, delayMs: 200, reason: "connection refused" },
    { kind: "recorded", claim, end: "succeeded" },
  ]);
});

test.each<Outcome>([
  { kind: "failed", activation },
  { kind: "notSent", reason: "connection refused" },
  { kind: "rejected", isTemporary: false, error: { status: 404, origin: "service", message: "no" } },
])("returns an outcome of kind $kind as it is, and polls nothing", async (outcome) => {
  const { asked, result } = await called(outcome);
  expect(result).toEqual({ outcome, attempts: 2, invokedAt, generation: 3 });
  expect(asked).toEqual([]);
});

test("records a pending activation before it follows it without a slot, and posts once", async () => {
  const { calls, asked, result, steps, events } = await called({ kind: "pending", activationId: "abc" }, [
    { kind: "notYet" },
    { kind: "found", activation },
  ]);
  expect(calls).toHaveLength(1);
  expect(asked.map(({ activationId }) => activationId)).toEqual(["abc", "abc"]);
  expect(result.outcome).toEqual({ kind: "succeeded", activation });
  expect(steps.slice(-5)).toEqual(["post", "end pending", "release", "poll", "end succeeded"]);
  const claim = expect.any(String);
  expect(events.slice(-3)).toEqual([
    { kind: "recorded", claim, end: "pending" },
    { kind: "following", activationId: "abc", untilAt: handClock().now() + 1000 },
    { kind: "recorded", claim, end: "succeeded" },
  ]);
});

test("stays pending when waitFor is over", async () => {
  const { result } = await called({ kind: "pending", activationId: "abc" });
  expect(result.outcome).toEqual({ kind: "pending", activationId: "abc" });
});
