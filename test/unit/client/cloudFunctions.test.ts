import { expect, test } from "vitest";
import { CloudFunctions, type Retry } from "../../../src/client/cloudFunctions.ts";
import type { CallLimits } from "../../../src/client/callLimiter.ts";
import type { TransportResult, WireLimits, WireRequest } from "../../../src/client/transport.ts";
import type { Address } from "../../../src/model/address.ts";
import { Secret } from "../../../src/model/secret.ts";
import { invokeInSlot } from "../../support/invokeInSlot.ts";

const address: Address = {
  origin: "https://cloudfunctions.apigw.ntruss.com",
  prefix: "/api/v2",
  platform: "classic",
  sendsPlatform: true,
};
const action = { packageName: "-", actionName: "hello" };
const call = { address, action, body: Buffer.from("{}"), timeoutMs: 60_000 };
const activation = { activationId: "abc", response: { result: {}, status: "success", success: true } };

function response(status: number, body: unknown, headers: Record<string, string> = {}): TransportResult {
  return { kind: "response", status, headers, body: Buffer.from(JSON.stringify(body)) };
}

const success = response(200, { content: activation });
const notSent: TransportResult = { kind: "failure", delivery: "notSent", reason: "connection refused" };
const refusedReason = "connection refused (cloudfunctions.apigw.ntruss.com:443)";

/** A client whose transport returns one result after the other, and whose clock only moves when it sleeps. */
function client(results: readonly TransportResult[], limits: CallLimits = {}) {
  const wireLimits: WireLimits[] = [];
  const sent: WireRequest[] = [];
  const left = [...results];
  let now = 1_714_021_538_000;
  const functions = new CloudFunctions({
    credentials: { accessKey: "A", secretKey: new Secret("canary"), source: "test" },
    random: () => 0.5,
    limits,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    transport: {
      send: async (request, bounds) => {
        sent.push(request);
        wireLimits.push(bounds);
        return left.shift() ?? notSent;
      },
      close: async () => {},
    },
  });
  const stamps = (): number[] => sent.map(({ headers }) => Number(headers["x-ncp-apigw-timestamp"]));
  const suspend = (ms: number): void => {
    now += ms;
  };
  return { functions, sent, wireLimits, stamps, suspend, startedAt: now };
}

test("posts to the action's own target and reads the outcome", async () => {
  const { functions, sent, startedAt } = client([success]);
  const invoked = await invokeInSlot(functions, call);
  expect(invoked).toEqual({ outcome: { kind: "succeeded", activation }, attempts: 1, invokedAt: startedAt });
  expect(sent[0]?.target).toBe("/api/v2/packages/-/actions/hello?platform=classic&timeout=60000");
  expect(JSON.stringify(sent)).not.toContain("canary");
});

test("omits the platform where the cloud does not support it", async () => {
  const { functions, sent } = client([success, success]);
  const plain = { ...address, sendsPlatform: false };
  await invokeInSlot(functions, { ...call, address: plain });
  await functions.activation({ address: plain, action, activationId: "abc" });
  expect(sent.map(({ target }) => target)).toEqual([
    "/api/v2/packages/-/actions/hello?timeout=60000",
    "/api/v2/packages/-/actions/hello/activations/abc",
  ]);
});

test("signs every attempt anew", async () => {
  const { functions, sent, stamps } = client([notSent, notSent, success]);
  const { attempts, outcome } = await invokeInSlot(functions, call);
  expect({ attempts, kind: outcome.kind }).toEqual({ attempts: 3, kind: "succeeded" });
  expect(new Set(stamps()).size).toBe(3);
  expect(new Set(sent.map(({ headers }) => headers["x-ncp-apigw-signature-v2"])).size).toBe(3);
});

test("makes four attempts by default and keeps to a smaller number", async () => {
  expect((await invokeInSlot(client([]).functions, call)).attempts).toBe(4);
  const once = { ...call, retry: { attempts: 1, budgetMs: 60_000 } };
  expect((await invokeInSlot(client([]).functions, once)).attempts).toBe(1);
});

test("corrects a clock that is off once, and keeps the correction for later calls", async () => {
  const { functions, stamps, startedAt } = client([
    response(
      401,
      { error: { errorCode: "200" } },
      { date: new Date(1_714_021_538_000 + 600_000).toUTCString() },
    ),
    success,
    success,
  ]);
  const { attempts, clockOffMs } = await invokeInSlot(functions, call);
  expect({ attempts, clockOffMs }).toEqual({ attempts: 2, clockOffMs: 600_000 });
  await functions.activation({ address, action, activationId: "abc" });
  expect(stamps()).toEqual([startedAt, startedAt + 600_000, startedAt + 600_000]);
});

test("makes no attempt after its deadline, however large its budget is", async () => {
  const { functions, sent, wireLimits, suspend, startedAt } = client([]);
  const sendsUntilAt = startedAt + 150;
  const invoked = await invokeInSlot(functions, { ...call, sendsUntilAt });
  // The first pause is 100 ms, the second 200.
  expect([invoked.attempts, sent.length]).toEqual([2, 2]);
  expect(wireLimits.map(({ maySend }) => maySend?.())).toEqual([true, true]);
  suspend(60);
  // Nothing is written to a connection that is established only now.
  expect(wireLimits.map(({ maySend }) => maySend?.())).toEqual([false, false]);
  expect(await invokeInSlot(functions, { ...call, sendsUntilAt })).toMatchObject({
    outcome: { kind: "notSent" },
    attempts: 0,
  });
  expect(sent.length).toBe(2);
});

test("calls share their retries, and a call without retries left reports it", async () => {
  const { functions } = client([]);
  const many = { ...call, retry: { attempts: 60, budgetMs: 3_600_000 } };
  const first = await invokeInSlot(functions, many);
  expect([first.attempts, first.outcome]).toEqual([60, { kind: "notSent", reason: refusedReason }]);
  const second = await invokeInSlot(functions, many);
  expect([second.attempts, second.outcome]).toEqual([
    42,
    { kind: "notSent", reason: refusedReason, isOutOfRetries: true },
  ]);
  expect((await invokeInSlot(functions, call)).attempts).toBe(1);
});

test("correcting the clock takes no retry from the others", async () => {
  const date = new Date(1_714_021_538_000 + 36_000_000).toUTCString();
  const off = response(401, { error: { errorCode: "200" } }, { date });
  const { functions } = client([...Array.from({ length: 101 }, () => notSent), off, success]);
  await invokeInSlot(functions, { ...call, retry: { attempts: 999, budgetMs: 3_600_000 } });
  expect((await invokeInSlot(functions, call)).outcome.kind).toBe("succeeded");
});

test("slots are counted by address", async () => {
  const { functions, sent } = client([success, success], { callsInFlight: 1 });
  const slot = await functions.acquireSlot(address);
  const waiting = invokeInSlot(functions, call);
  await invokeInSlot(functions, { ...call, address: { ...address, prefix: "/ncf/api/v2" } });
  expect(sent.map(({ target }) => target.slice(0, 8))).toEqual(["/ncf/api"]);
  slot.release();
  expect((await waiting).outcome.kind).toBe("succeeded");
});

test("a call leaves its slot to its caller to release", async () => {
  const { functions } = client([success], { callsInFlight: 1 });
  const slot = await functions.acquireSlot(address);
  await functions.invoke({ ...call, slot });
  const interrupt = new AbortController();
  const waiting = functions.acquireSlot(address, interrupt.signal);
  interrupt.abort("no longer needed");
  await expect(waiting).rejects.toBe("no longer needed");
  slot.release();
  expect(await functions.acquireSlot(address)).toHaveProperty("startedAt");
});

test("a call that is interrupted while it waits for a slot is not sent", async () => {
  const { functions, sent } = client([], { callsInFlight: 1 });
  await functions.acquireSlot(address);
  const interrupt = new AbortController();
  const invoked = invokeInSlot(functions, call, interrupt.signal);
  interrupt.abort("interrupted");
  await expect(invoked).rejects.toBe("interrupted");
  expect(sent).toEqual([]);
});

test("each retry is announced with its reason and delay", async () => {
  const busy = response(
    429,
    { error: { errorCode: "420", message: "Rate Limited" } },
    { "retry-after": "9" },
  );
  const { functions } = client([notSent, busy, success]);
  const retries: Retry[] = [];
  await invokeInSlot(functions, { ...call, onRetry: (retry) => retries.push(retry) });
  const refused = "the gateway responded with HTTP 429, error code 420: Rate Limited";
  expect(retries).toEqual([
    { attempts: 1, delayMs: 100, reason: refusedReason },
    { attempts: 2, delayMs: 9000, reason: refused },
  ]);
});

test("a call that was refused for now delays the others as well", async () => {
  const busy = response(429, { error: { errorCode: "420" } }, { "retry-after": "9" });
  const { functions, stamps, startedAt } = client([busy, success]);
  await invokeInSlot(functions, { ...call, retry: { attempts: 1, budgetMs: 0 } });
  await invokeInSlot(functions, call);
  expect(stamps()).toEqual([startedAt, startedAt + 9000]);
});

test("stops waiting for a retry when it is interrupted", async () => {
  const { functions, sent } = client([]);
  const invoked = await invokeInSlot(functions, call, AbortSignal.abort());
  expect(invoked.outcome.kind).toBe("notSent");
  expect(sent.length).toBe(1);
});

test.each([
  ["the record", success, { kind: "found", activation }],
  ["not found", response(404, { error: { errorCode: "80322" } }), { kind: "notYet" }],
  [
    "upstream's not found",
    response(404, { error: "The requested resource does not exist." }),
    { kind: "notYet" },
  ],
  ["an id alone", response(200, { activationId: "abc" }), { kind: "notYet" }],
  ["no such action", response(404, { error: { errorCode: "80301" } }), { kind: "refused" }],
  ["a quota", response(429, { error: { errorCode: "400" } }), { kind: "unreadable" }],
  ["a server error", response(503, { error: { errorCode: "500" } }), { kind: "unreadable" }],
  ["no connection", notSent, { kind: "unreadable", reason: refusedReason }],
])("reads an activation from %s", async (_what, result, expected) => {
  const { functions } = client([result]);
  expect(await functions.activation({ address, action, activationId: "abc" })).toMatchObject(expected);
});
