import { describe, expect, test } from "vitest";
import type { CallLimits } from "../../../src/client/callLimiter.ts";
import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import type { TransportResult } from "../../../src/client/transport.ts";
import type { Invocation } from "../../../src/invocation/invocation.ts";
import { callOnce } from "../../../src/invocation/callOnce.ts";
import { noJournal } from "../../../src/journal/journal.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { Secret } from "../../../src/model/secret.ts";
import { virtualClock } from "../../support/virtualClock.ts";

const owner = { host: "ci", pid: 1, startedAt: "" };
const activation = { activationId: "a", response: { result: {}, status: "success", success: true } };

function answer(status: number, body: unknown, headers: Record<string, string> = {}): TransportResult {
  return { kind: "response", status, headers, body: Buffer.from(JSON.stringify(body)) };
}

function limited(retryAfter?: string): TransportResult {
  const headers = retryAfter === undefined ? {} : { "retry-after": retryAfter };
  return answer(429, { error: { errorCode: "420", message: "Rate Limited" } }, headers);
}

/** Whether a service that is asked at an instant takes the call. */
type Takes = (now: number) => boolean;

/** So many calls in any second. */
function perSecond(count: number): Takes {
  const taken: number[] = [];
  return (now) => {
    if (taken.filter((at) => at > now - 1000).length >= count) return false;
    taken.push(now);
    return true;
  };
}

/** So many calls in each second of the clock. */
function perClockSecond(count: number): Takes {
  const taken = new Map<number, number>();
  return (now) => {
    const second = Math.floor(now / 1000);
    const before = taken.get(second) ?? 0;
    taken.set(second, before + 1);
    return before < count;
  };
}

/** So many a second, of which so many may have been saved up. */
function tokens(rate: number, most: number): Takes {
  let left = most;
  let at = 0;
  return (now) => {
    left = Math.min(most, left + ((now - at) * rate) / 1000);
    at = now;
    if (left < 1) return false;
    left -= 1;
    return true;
  };
}

interface Storm {
  readonly calls: number;
  readonly takes?: Takes;
  /** The answer to what is not taken. */
  readonly refusal?: TransportResult;
  readonly runMs?: number;
  /** How long an intent takes to be durable. */
  readonly intentMs?: number;
  readonly limits?: CallLimits;
}

/** Calls that all want to start at once, in the default mode, over virtual time. */
async function storm({
  calls,
  takes = () => true,
  refusal = limited(),
  runMs = 300,
  intentMs = 0,
  limits = {},
}: Storm) {
  const clock = virtualClock();
  const startedAt = clock.now();
  const posts: { readonly name: string; readonly at: number }[] = [];
  const sendsUntil = new Map<string, number>();
  let inFlight = 0;
  let mostInFlight = 0;
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const functions = new CloudFunctions({
    clock,
    random,
    limits,
    credentials: { accessKey: "A", secretKey: new Secret("S"), source: "test" },
    transport: {
      close: async () => {},
      send: async ({ body }, { maySend }) => {
        mostInFlight = Math.max(mostInFlight, (inFlight += 1));
        if (maySend?.() !== true) throw new Error("sent after the time that its intent gives");
        posts.push({ name: Buffer.from(body ?? []).toString(), at: clock.now() });
        await clock.sleep(10 + 20 * random());
        const isTaken = takes(clock.now());
        await clock.sleep(isTaken ? runMs * (0.5 + random()) : 10 + 20 * random());
        inFlight -= 1;
        return isTaken ? answer(200, { content: activation }) : refusal;
      },
    },
  });
  const journal = noJournal(owner);
  const call = (index: number) => {
    const params = { index };
    const { invocation } = readInputs({ actionName: "hello", params }, {});
    const key = { project: "shop", stack: "prod", name: `call-${index}` };
    return callOnce(
      invocation as Invocation,
      { key, firstGeneration: 1 },
      {
        functions,
        clock,
        processes: { self: owner, stateOf: () => "alive" },
        journal: {
          ...journal,
          intend: async (intent) => {
            sendsUntil.set(JSON.stringify(params), intent.sendsUntilAt);
            await clock.sleep(intentMs * random());
            return journal.intend(intent);
          },
        },
        paramsHash: "key.hash",
        emit: () => {},
      },
    );
  };
  const ended = await clock.run(Promise.all(Array.from({ length: calls }, (_, index) => call(index))));
  const kinds = ended.map(({ outcome }) => outcome.kind);
  return {
    ended,
    succeeded: kinds.filter((kind) => kind === "succeeded").length,
    posts,
    mostInFlight,
    tookMs: clock.now() - startedAt,
    late: posts.filter(({ name, at }) => at > (sendsUntil.get(name) ?? 0)),
  };
}

/** The most starts in any second. */
function mostPerSecond(posts: readonly { readonly at: number }[]): number {
  return Math.max(...posts.map(({ at }) => posts.filter((one) => one.at >= at && one.at < at + 1000).length));
}

describe.each<[string, () => Takes]>([
  ["in any second", () => perSecond(20)],
  ["in each second of its clock", () => perClockSecond(20)],
  ["and none of them later", () => tokens(20, 1)],
  ["and what was left of the last second", () => tokens(20, 20)],
])("500 calls to a service that takes 20 a second %s", (_how, makeTakes) => {
  test.each([
    [undefined, 20],
    [undefined, 300],
    [undefined, 3000],
    ["1", 300],
    ["3", 20],
    ["3", 3000],
  ])(
    "are all made with Retry-After %s and runs of %i ms, and within the retries",
    async (retryAfter, runMs) => {
      const seen = await storm({ calls: 500, takes: makeTakes(), runMs, refusal: limited(retryAfter) });
      expect(seen.succeeded).toBe(500);
      expect(seen.posts.length).toBeLessThanOrEqual(600);
      expect(seen.mostInFlight).toBe(80);
      expect(seen.late).toEqual([]);
      expect(seen.tookMs).toBeLessThan(75_000);
    },
  );
});

test("the same, with a disk that makes every call late", async () => {
  const seen = await storm({ calls: 500, takes: perSecond(20), intentMs: 900 });
  expect(seen.succeeded).toBe(500);
  expect(seen.posts.length).toBeLessThanOrEqual(600);
});

test("500 calls to a service that takes them all are not held back by more than the places", async () => {
  const seen = await storm({ calls: 500, runMs: 1000 });
  expect([seen.succeeded, seen.posts.length, seen.mostInFlight]).toEqual([500, 500, 80]);
  expect(seen.tookMs).toBeLessThan(10_000);
});

test("a smaller number of places and a rate of the user's own are kept to, also by further attempts", async () => {
  const limits = { callsInFlight: 5, callsPerSecond: 10 };
  const takes = perSecond(6);
  const seen = await storm({ calls: 60, takes, limits });
  expect(seen.succeeded).toBe(60);
  expect(seen.mostInFlight).toBeLessThanOrEqual(5);
  expect(mostPerSecond(seen.posts)).toBeLessThanOrEqual(11);
});

test("an unreachable service is not tried again for every call", async () => {
  const refusal: TransportResult = { kind: "failure", delivery: "notSent", reason: "connection refused" };
  const seen = await storm({ calls: 500, takes: () => false, refusal });
  expect(seen.posts.length).toBe(600);
  const outcomes = seen.ended.map(({ outcome }) => outcome);
  expect(outcomes.filter((one) => one.kind === "notSent" && one.isOutOfRetries).length).toBeGreaterThan(400);
  expect(outcomes.every((one) => one.kind === "notSent" && one.reason.startsWith("connection refused"))).toBe(
    true,
  );
});

test("a quota that is exhausted for an hour is reported immediately, and no call waits for it", async () => {
  const seen = await storm({ calls: 80, takes: () => false, refusal: limited("3600") });
  expect([seen.succeeded, seen.posts.length]).toEqual([0, 80]);
  expect(seen.tookMs).toBeLessThan(1000);
});
