import { describe, expect, test } from "vitest";
import type { InvokeResult } from "../../../src/client/cloudFunctions.ts";
import type { ActivationResponse, ActivationsResponse } from "../../../src/client/responses.ts";
import { callOnce } from "../../../src/invocation/callOnce.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import type { CallEnd } from "../../../src/journal/records.ts";
import { formatActionUrl } from "../../../src/model/action.ts";
import type { Activation } from "../../../src/model/activation.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { generationKey } from "../../../src/model/resourceKey.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";
import { handClock } from "./handClock.ts";

const seconds = 1000;
const minutes = 60 * seconds;
const resource = { project: "shop", stack: "prod", name: "migrate" };
const key = generationKey({ ...resource, generation: 1 });
const self = { host: "ci", pid: 2, startedAt: "" };
const dead = { host: "ci", pid: 1, startedAt: "" };
const here = "http://127.0.0.1:4000";
const elsewhere = "http://127.0.0.1:4001";

const record = (activationId: string, result: JsonObject = {}): Activation => ({
  activationId,
  response: { result, status: "success", success: true },
});
const found = (activationId: string, result?: JsonObject): ActivationResponse => ({
  kind: "found",
  activation: record(activationId, result),
});
const notYet: ActivationResponse = { kind: "notYet" };
const refused: ActivationResponse = { kind: "unreadable", reason: "connection refused" };
const lost: Outcome = { kind: "unknown", reason: "connection reset", delivery: "sent" };

function invocationOf(inputs: JsonObject, endpoint = here): Invocation {
  return readInputs({ actionName: "hello", ...inputs }, { endpoint }).invocation as Invocation;
}

interface Earlier {
  readonly end?: CallEnd;
  readonly agoMs?: number;
  readonly endpoint?: string;
  readonly params?: JsonObject;
  /** Whether its claim cannot be read. */
  readonly isDamaged?: boolean;
}

interface Circumstances {
  /** Calls of generation 1, 2, … of a process that is gone. */
  readonly earlier?: readonly Earlier[];
  readonly inputs?: JsonObject;
  /** Outcomes of the POSTs, in turn. */
  readonly outcomes?: readonly Outcome[];
  /** What a read of an activation shows, so long after the start. */
  readonly reads?: (activationId: string, passedMs: number) => ActivationResponse;
  /** Activations that a list shows, so long after the start. */
  readonly lists?: (passedMs: number) => readonly string[] | ActivationsResponse;
}

/** Calls the action as the next generation after the earlier calls, and returns what that took. */
async function called({
  earlier = [],
  inputs = {},
  outcomes = [{ kind: "succeeded", activation: record("fresh") }],
  reads = () => notYet,
  lists = () => [],
}: Circumstances) {
  const clock = handClock();
  const files = new MemoryFiles();
  const firstAt = clock.now();
  for (const [index, one] of earlier.entries()) {
    const at = firstAt - (one.agoMs ?? 0);
    const before = await openJournal("/j.jsonl", { files, clock: handClock(at), self: dead });
    const intended = await before.intend({
      key: generationKey({ ...resource, generation: index + 1 }),
      action: one.isDamaged === true ? "" : formatActionUrl(invocationOf({}, one.endpoint)),
      paramsHash: `key.${JSON.stringify(one.params ?? {})}`,
      sendsUntilAt: at + 1 * minutes,
    });
    if (one.end !== undefined) await before.end(intended.entry, one.end);
    await before.close();
  }
  const journal = await openJournal("/j.jsonl", { files, clock, self });
  const gets: string[] = [];
  const posts: string[] = [];
  const invocation = invocationOf(inputs);
  const result = await callOnce(
    invocation,
    { key: resource, firstGeneration: 1 },
    {
      clock,
      journal,
      processes: { self, stateOf: () => "gone" },
      paramsHash: `key.${JSON.stringify(invocation.params)}`,
      emit: () => {},
      functions: {
        acquireSlot: async () => ({ startedAt: 0, release: () => {} }),
        invoke: async ({ address }): Promise<InvokeResult> => {
          const outcome = outcomes[posts.push(address.origin) - 1];
          if (outcome === undefined) throw new Error("a call that is not in the script");
          return { outcome, attempts: 1, invokedAt: clock.now() };
        },
        activation: async ({ activationId }) => {
          gets.push(activationId);
          return reads(activationId, clock.now() - firstAt);
        },
        activations: async ({ address }) => {
          gets.push(`list at ${address.origin}`);
          const shown = lists(clock.now() - firstAt);
          if ("kind" in shown) return shown;
          return { kind: "listed", activations: shown.map((activationId) => ({ activationId })) };
        },
      },
    },
  );
  const { outcome, generation, problem } = result;
  return { outcome, generation, problem, posts, gets, waitedMs: clock.now() - firstAt, journal };
}

describe("a call that ended, according to the journal", () => {
  test.each(["succeeded", "failed"] as const)(
    "is reported as ended without a result, at once, when it %s and its record is gone",
    async (kind) => {
      const { outcome, posts, waitedMs } = await called({
        earlier: [{ end: { kind, activationId: "a" }, agoMs: 60 * minutes }],
      });
      expect(outcome).toEqual({
        kind: "unreadable",
        ended: kind,
        activationId: "a",
        reason: "the API has no record of it",
      });
      expect([posts, waitedMs]).toEqual([[], 0]);
    },
  );

  test("is read when its record becomes visible within a minute of its end", async () => {
    const { outcome, posts, waitedMs } = await called({
      earlier: [{ end: { kind: "succeeded", activationId: "a" } }],
      reads: (activationId, passedMs) => (passedMs < 40 * seconds ? notYet : found(activationId)),
    });
    expect([outcome.kind, posts]).toEqual(["succeeded", []]);
    expect(waitedMs).toBeLessThan(46 * seconds);
  });

  test("is not waited for longer than its record takes to become visible", async () => {
    const { outcome, waitedMs } = await called({
      earlier: [{ end: { kind: "succeeded", activationId: "a" } }],
    });
    expect([outcome.kind, waitedMs]).toEqual(["unreadable", 1 * minutes]);
  });

  test("of a machine whose clock is ahead is not waited for longer either", async () => {
    const { outcome, waitedMs } = await called({
      earlier: [{ end: { kind: "succeeded", activationId: "a" }, agoMs: -60 * minutes }],
    });
    expect([outcome.kind, waitedMs]).toEqual(["unreadable", 1 * minutes]);
  });

  test("is not waited for where its address cannot be reached for ten seconds", async () => {
    const { outcome, posts, waitedMs } = await called({
      earlier: [{ end: { kind: "succeeded", activationId: "a" }, agoMs: 60 * minutes }],
      reads: () => refused,
    });
    expect(outcome).toMatchObject({ kind: "unreadable", reason: "connection refused" });
    expect([posts, waitedMs]).toEqual([[], 10 * seconds]);
  });

  test("at other addresses delays no call to this one, and is not looked at", async () => {
    const earlier = [1, 2, 3].map((generation) => ({
      end: { kind: "succeeded", activationId: `${generation}` } as const,
      endpoint: elsewhere,
    }));
    expect(await called({ earlier })).toMatchObject({
      outcome: { kind: "succeeded" },
      generation: 4,
      posts: [here],
      gets: [],
      waitedMs: 0,
    });
  });

  test("of other params delays no call, and is not looked at", async () => {
    const earlier = [{ end: { kind: "failed", activationId: "a" } as const, params: { table: "users" } }];
    expect(await called({ earlier })).toMatchObject({ generation: 2, gets: [], waitedMs: 0 });
  });
});

describe("a call that was accepted", () => {
  test("long ago without a record in the API is not followed", async () => {
    const { outcome, problem, posts, waitedMs } = await called({
      earlier: [{ end: { kind: "pending", activationId: "a" }, agoMs: 60 * minutes }],
    });
    expect(outcome).toEqual({ kind: "pending", activationId: "a", isOverdue: true });
    expect([problem, posts, waitedMs]).toEqual(["the API has no record of it", [], 0]);
  });

  test("a moment ago has no record yet, and is followed", async () => {
    const { outcome, posts, waitedMs } = await called({
      earlier: [{ end: { kind: "pending", activationId: "a" } }],
      reads: (activationId, passedMs) => (passedMs < 5 * minutes ? notYet : found(activationId)),
    });
    expect([outcome.kind, posts]).toEqual(["succeeded", []]);
    expect(waitedMs).toBeGreaterThanOrEqual(5 * minutes);
  });

  test("now, with a waitFor that ends before a run must have ended, is pending and not overdue", async () => {
    const { outcome, waitedMs } = await called({
      inputs: { waitFor: "20s" },
      outcomes: [{ kind: "pending", activationId: "a" }],
    });
    expect([outcome, waitedMs]).toEqual([{ kind: "pending", activationId: "a" }, 20 * seconds]);
  });

  test("is polled for waitFor, and is overdue afterwards", async () => {
    const { outcome, waitedMs } = await called({
      inputs: { waitFor: "10m" },
      outcomes: [{ kind: "pending", activationId: "a" }],
    });
    expect(outcome).toEqual({ kind: "pending", activationId: "a", isOverdue: true });
    expect(waitedMs).toBe(10 * minutes);
  });

  test("at another address delays no call to this one", async () => {
    const earlier = [{ end: { kind: "pending", activationId: "a" } as const, endpoint: elsewhere }];
    expect(await called({ earlier })).toMatchObject({ generation: 2, gets: [], waitedMs: 0 });
  });

  test("with other params is followed before the next generation is called, so that the two do not overlap", async () => {
    const { generation, waitedMs } = await called({
      earlier: [{ end: { kind: "pending", activationId: "a" }, params: { table: "users" } }],
      reads: (activationId, passedMs) => (passedMs < 1 * minutes ? notYet : found(activationId)),
    });
    expect(generation).toBe(2);
    expect(waitedMs).toBeGreaterThanOrEqual(1 * minutes);
  });
});

describe("a call at another address with an unknown outcome", () => {
  test("is searched for there once, and reported with that address", async () => {
    const { outcome, posts, gets, waitedMs } = await called({
      earlier: [{ endpoint: elsewhere }],
      inputs: { idempotencyParam: "key" },
      lists: () => ({ kind: "unreadable", reason: "connection refused" }),
    });
    expect(outcome).toMatchObject({
      kind: "unknown",
      reason: expect.stringContaining(elsewhere),
      search: { found: expect.stringContaining("connection refused") },
    });
    expect([posts, gets, waitedMs]).toEqual([[], [`list at ${elsewhere}`], 0]);
  });

  test("is passed over where its run is found there", async () => {
    const { outcome, generation, posts } = await called({
      earlier: [{ endpoint: elsewhere }],
      inputs: { idempotencyParam: "key" },
      lists: () => ["a"],
      reads: (activationId) => found(activationId, { key }),
    });
    expect([outcome.kind, generation, posts]).toEqual(["succeeded", 2, [here]]);
  });
});

describe("a lost response of an action that gets no key", () => {
  const [onlyOne, none] = [() => ["a"], () => []];
  const ended = (activationId: string): ActivationResponse => found(activationId);

  test.each([
    ["the only candidate has ended", onlyOne],
    ["there is no candidate", none],
  ])("is unknown at once when %s, because no run can be told to be its own", async (_when, lists) => {
    const { outcome, posts, waitedMs } = await called({ outcomes: [lost], lists, reads: ended });
    expect(outcome).toMatchObject({ kind: "unknown", search: { activationIds: lists() } });
    expect([posts, waitedMs]).toEqual([[here], 0]);
  });

  test("with onUnknown: adopt waits until another run must be visible, which would forbid it", async () => {
    const inputs = { onUnknown: "adopt" };
    const alone = await called({ outcomes: [lost], inputs, lists: onlyOne, reads: ended });
    expect([alone.outcome.kind, alone.waitedMs]).toEqual(["succeeded", 6 * minutes]);
    const lists = (passedMs: number): readonly string[] => (passedMs < 5 * minutes ? ["a"] : ["a", "b"]);
    const two = await called({ outcomes: [lost], inputs, lists, reads: ended });
    expect(two.outcome).toMatchObject({ kind: "unknown", search: { activationIds: ["a", "b"] } });
  });

  test("with onUnknown: reinvoke waits until the earlier run must have ended", async () => {
    const { outcome, posts, waitedMs } = await called({
      outcomes: [lost, { kind: "succeeded", activation: record("b") }],
      inputs: { onUnknown: "reinvoke" },
      lists: onlyOne,
      reads: ended,
    });
    expect([outcome.kind, posts, waitedMs]).toEqual(["succeeded", [here, here], 6 * minutes]);
  });

  test.each(["adopt", "reinvoke"])(
    "with onUnknown: %s is unknown at once when waitFor ends before anything may be decided",
    async (onUnknown) => {
      const inputs = { onUnknown, waitFor: "1m" };
      const { outcome, posts, waitedMs } = await called({
        outcomes: [lost],
        inputs,
        lists: onlyOne,
        reads: ended,
      });
      expect([outcome.kind, posts, waitedMs]).toEqual(["unknown", [here], 0]);
    },
  );
});

describe("a lost response of an action that gets the key", () => {
  test.each(["fail", "adopt", "reinvoke"])(
    "is searched for with onUnknown: %s, because a run with the key may still appear",
    async (onUnknown) => {
      const { outcome, posts, waitedMs } = await called({
        outcomes: [lost],
        inputs: { onUnknown, idempotencyParam: "key" },
        lists: (passedMs) => (passedMs < 5 * minutes ? ["a"] : ["a", "b"]),
        reads: (activationId) => found(activationId, activationId === "b" ? { key } : {}),
      });
      expect(outcome).toMatchObject({ kind: "succeeded", activation: { activationId: "b" } });
      expect(posts).toEqual([here]);
      expect(waitedMs).toBeGreaterThanOrEqual(5 * minutes);
    },
  );

  test("is not searched for longer than a run may take, where its address cannot be reached", async () => {
    const { outcome, waitedMs } = await called({
      earlier: [{ agoMs: 60 * minutes }],
      inputs: { idempotencyParam: "key" },
      lists: () => ({ kind: "unreadable", reason: "connection refused" }),
    });
    expect(outcome).toMatchObject({
      kind: "unknown",
      search: { found: "its activations cannot be listed (connection refused)" },
    });
    expect(waitedMs).toBe(10 * seconds);
  });
});

test("a call with a damaged journal record does not count as a different call", async () => {
  const { outcome, posts } = await called({
    earlier: [{ end: { kind: "succeeded", activationId: "a" }, isDamaged: true }],
  });
  expect(outcome).toMatchObject({
    kind: "unknown",
    reason: expect.stringContaining("its record in the journal is damaged"),
    earlierId: "a",
  });
  expect(posts).toEqual([]);
});

test("the journal keeps the end of a call whose record cannot be read", async () => {
  const { journal } = await called({
    earlier: [{ end: { kind: "succeeded", activationId: "a" }, agoMs: 60 * minutes }],
  });
  expect((await journal.find(key))?.end).toEqual({ kind: "succeeded", activationId: "a" });
});
