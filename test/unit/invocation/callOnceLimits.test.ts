import { expect, test } from "vitest";
import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import type { TransportResult } from "../../../src/client/transport.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { callOnce } from "../../../src/invocation/callOnce.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import type { Intent } from "../../../src/journal/records.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import { Secret } from "../../../src/model/secret.ts";
import { virtualClock } from "../../support/virtualClock.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";

const self = { host: "ci", pid: 1, startedAt: "" };
const seconds = 1000;

function answer(status: number, body: unknown): TransportResult {
  return { kind: "response", status, headers: {}, body: Buffer.from(JSON.stringify(body)) };
}

const idOnly = answer(202, { activationId: "abc" });
const record = {
  content: { activationId: "abc", response: { result: {}, status: "success", success: true } },
};
const busy = answer(429, { error: { errorCode: "420" } });

interface Wire {
  readonly posts?: readonly TransportResult[];
  readonly postMs?: number;
  /** From when on the activation's record is there, after the first look. */
  readonly recordAfterMs?: number;
  /** Whether every answer after those to the first POSTs takes as long as a request may. */
  readonly hangs?: boolean;
}

/** One place for all calls, a journal in memory, and a service that takes `postMs` to answer. */
async function scene({ posts = [], postMs = 10 * seconds, recordAfterMs = 0, hangs = false }: Wire = {}) {
  const clock = virtualClock();
  const startedAt = clock.now();
  const postedAt: number[] = [];
  let lookedFirstAt: number | undefined;
  const functions = new CloudFunctions({
    clock,
    random: () => 0.5,
    limits: { callsInFlight: 1 },
    credentials: { accessKey: "A", secretKey: new Secret("S"), source: "test" },
    transport: {
      close: async () => {},
      send: async ({ method }, { connectMs, responseMs, bodyMs, totalMs = Infinity }) => {
        if (hangs && (method === "GET" || postedAt.length >= posts.length)) {
          if (method === "POST") postedAt.push(clock.now() - startedAt);
          await clock.sleep(Math.min(connectMs + responseMs + bodyMs, totalMs));
          return { kind: "failure", delivery: "responseStarted", reason: "the response was not complete" };
        }
        if (method === "POST") {
          const count = postedAt.push(clock.now() - startedAt);
          await clock.sleep(postMs);
          return posts[Math.min(count, posts.length) - 1] ?? answer(200, record);
        }
        lookedFirstAt ??= clock.now();
        const isThere = clock.now() >= lookedFirstAt + recordAfterMs;
        return isThere ? answer(200, record) : answer(404, { error: { errorCode: "80322" } });
      },
    },
  });
  const journal = await openJournal("/state/j.jsonl", { files: new MemoryFiles(), clock, self });
  const intents: { readonly atMs: number; readonly sendsForMs: number }[] = [];
  const noted: Journal = {
    find: (key) => journal.find(key),
    generations: (key) => journal.generations(key),
    entries: () => journal.entries(),
    knowsStack: (stack) => journal.knowsStack(stack),
    claimOf: (activationId) => journal.claimOf(activationId),
    intend: (intent: Intent) => {
      const atMs = clock.now() - startedAt;
      intents.push({ atMs, sendsForMs: intent.sendsUntilAt - clock.now() });
      return journal.intend(intent);
    },
    end: (claim, end) => journal.end(claim, end),
    close: () => journal.close(),
  };
  const call = async (
    name: string,
    { stop, inputs = {}, by = noted }: { stop?: AbortSignal; inputs?: JsonObject; by?: Journal } = {},
  ) => {
    const { invocation } = readInputs({ actionName: "hello", ...inputs }, {});
    const result = await callOnce(
      invocation as Invocation,
      { key: { project: "shop", stack: "prod", name }, firstGeneration: 1 },
      {
        functions,
        clock,
        journal: by,
        processes: { self, stateOf: () => "alive" },
        paramsHash: "key.hash",
        emit: () => {},
        stop,
      },
    );
    return { ...result, endedMs: clock.now() - startedAt };
  };
  return { clock, functions, journal: noted, postedAt, intents, call };
}

test("a place is waited for before the intent, whose time begins when the call may really start", async () => {
  const { clock, call, intents, postedAt } = await scene();
  await clock.run(Promise.all([call("a"), call("b"), call("c")]));
  expect(intents).toEqual([
    { atMs: 0, sendsForMs: 60_000 },
    { atMs: 10_000, sendsForMs: 60_000 },
    { atMs: 20_000, sendsForMs: 60_000 },
  ]);
  expect(postedAt).toEqual([0, 10_000, 20_000]);
});

test("a place is held over all attempts", async () => {
  const { clock, call, postedAt } = await scene({ posts: [busy, busy, answer(200, record)] });
  const [a, b] = await clock.run(Promise.all([call("a"), call("b")]));
  expect([a.attempts, b.attempts]).toEqual([3, 1]);
  expect(postedAt[3]).toBe(a.endedMs);
});

test("a place is free while an activation is followed", async () => {
  const { clock, call, postedAt } = await scene({
    posts: [idOnly, answer(200, record)],
    recordAfterMs: 60 * seconds,
  });
  const [a, b] = await clock.run(Promise.all([call("a"), call("b")]));
  expect(postedAt).toEqual([0, 10_000]);
  expect([a.outcome.kind, b.outcome.kind]).toEqual(["succeeded", "succeeded"]);
  expect(a.endedMs).toBeGreaterThan(60 * seconds);
});

test("a call that was already made waits for no slot", async () => {
  const { clock, call, postedAt } = await scene();
  await clock.run(call("a"));
  const [, again] = await clock.run(Promise.all([call("b"), call("a")]));
  expect([again.outcome.kind, again.endedMs]).toEqual(["succeeded", 10_000]);
  expect(postedAt).toHaveLength(2);
});

test("a call interrupted while waiting has sent nothing and claimed nothing", async () => {
  const { clock, call, intents, journal } = await scene();
  const interrupt = new AbortController();
  const a = call("a");
  const b = call("b", { stop: interrupt.signal });
  await clock.run(Promise.resolve());
  interrupt.abort();
  expect((await clock.run(b)).outcome).toEqual({
    kind: "notSent",
    reason: "interrupted",
    isInterrupted: true,
  });
  await clock.run(a);
  expect(intents).toHaveLength(1);
  expect(await journal.find("ncf:shop/prod/b/1")).toBeUndefined();
});

test("a journal that cannot be written gives the place back", async () => {
  const { clock, call, journal } = await scene();
  const full: Journal = { ...journal, intend: () => Promise.reject(new Error("disk full")) };
  await expect(clock.run(call("a", { by: full }))).rejects.toThrow("disk full");
  expect((await clock.run(call("b"))).outcome.kind).toBe("succeeded");
});

test("nothing is sent when the machine sleeps between the intent and the call, and the key is free", async () => {
  const { clock, call, journal, postedAt } = await scene();
  const sleepy: Journal = {
    ...journal,
    intend: async (intent) => {
      const intended = await journal.intend(intent);
      clock.suspend(61 * seconds);
      return intended;
    },
  };
  expect(await clock.run(call("a", { by: sleepy }))).toMatchObject({
    outcome: { kind: "notSent", reason: "the deadline for sending it had passed" },
    attempts: 0,
  });
  expect(postedAt).toEqual([]);
  expect((await clock.run(call("a"))).outcome.kind).toBe("succeeded");
});

test("no further attempt is made when the machine sleeps between two", async () => {
  const { clock, call, postedAt } = await scene({ posts: [busy], postMs: 100 });
  const a = call("a");
  await clock.run(clock.sleep(200));
  clock.suspend(61 * seconds);
  expect(await clock.run(a)).toMatchObject({ outcome: { kind: "rejected" }, attempts: 1 });
  expect(postedAt).toEqual([0]);
});

test("a call without any budget for retries still has the time to be sent", async () => {
  const { clock, call, intents } = await scene();
  const inputs = { retry: { attempts: 1, budget: 0 } };
  expect((await clock.run(call("a", { inputs }))).outcome.kind).toBe("succeeded");
  expect(intents).toEqual([{ atMs: 0, sendsForMs: 15_000 }]);
});

test.each(["0s", "1s", "6m"])(
  "a call to a service that hangs ends: the budget, one attempt, waitFor %s and a little",
  async (waitFor) => {
    const { clock, call, postedAt } = await scene({ posts: [busy, busy, busy], postMs: 19_000, hangs: true });
    const waitForMs = { "0s": 0, "1s": 1000, "6m": 360_000 }[waitFor] ?? 0;
    const a = await clock.run(call("a", { inputs: { waitFor, idempotencyParam: "key" } }));
    expect(a.outcome.kind).toBe("unknown");
    expect(postedAt).toHaveLength(4);
    const attemptMs = (10 + 75 + 30) * seconds;
    expect(a.endedMs).toBe((postedAt[3] ?? 0) + attemptMs + waitForMs + 10 * seconds);
    expect(postedAt[3]).toBeLessThanOrEqual(60 * seconds);
  },
);
