import { expect, test } from "vitest";
import { CloudFunctions } from "../../../src/client/CloudFunctions.ts";
import type { Exchange, WireRequest } from "../../../src/client/Transport.ts";
import type { Address } from "../../../src/model/Address.ts";
import { Secret } from "../../../src/model/Secret.ts";

const address: Address = {
  origin: "https://cloudfunctions.apigw.ntruss.com",
  prefix: "/api/v2",
  platform: "classic",
  sendsPlatform: true,
};
const action = { packageName: "-", actionName: "hello" };
const call = { address, action, body: Buffer.from("{}"), timeoutMs: 60_000 };
const activation = { activationId: "abc", response: { result: {}, status: "success", success: true } };

function answer(status: number, body: unknown, headers: Record<string, string> = {}): Exchange {
  return { kind: "answered", status, headers, body: Buffer.from(JSON.stringify(body)) };
}

const success = answer(200, { content: activation });
const notSent: Exchange = { kind: "broken", delivery: "notSent", reason: "connection refused" };

/** A client whose transport gives the answers in turn, and whose clock only moves when it sleeps. */
function client(answers: readonly Exchange[]) {
  const sent: WireRequest[] = [];
  const left = [...answers];
  let now = 1_714_021_538_000;
  const functions = new CloudFunctions({
    credentials: { accessKey: "A", secretKey: new Secret("canary"), source: "test" },
    random: () => 0.5,
    clock: {
      now: () => now,
      sleep: async (ms) => {
        now += ms;
      },
    },
    transport: {
      send: async (request) => {
        sent.push(request);
        return left.shift() ?? notSent;
      },
      close: async () => {},
    },
  });
  const stamps = (): number[] => sent.map(({ headers }) => Number(headers["x-ncp-apigw-timestamp"]));
  return { functions, sent, stamps, startedAt: now };
}

test("posts to the action's own target and reads the outcome", async () => {
  const { functions, sent, startedAt } = client([success]);
  const invoked = await functions.invoke(call);
  expect(invoked).toEqual({ outcome: { kind: "succeeded", activation }, attempts: 1, invokedAt: startedAt });
  expect(sent[0]?.target).toBe("/api/v2/packages/-/actions/hello?platform=classic&timeout=60000");
  expect(JSON.stringify(sent)).not.toContain("canary");
});

test("leaves out the platform where the address does not know it", async () => {
  const { functions, sent } = client([success, success]);
  const plain = { ...address, sendsPlatform: false };
  await functions.invoke({ ...call, address: plain });
  await functions.activation({ address: plain, action, activationId: "abc" });
  expect(sent.map(({ target }) => target)).toEqual([
    "/api/v2/packages/-/actions/hello?timeout=60000",
    "/api/v2/packages/-/actions/hello/activations/abc",
  ]);
});

test("signs every attempt anew", async () => {
  const { functions, sent, stamps } = client([notSent, notSent, success]);
  const { attempts, outcome } = await functions.invoke(call);
  expect({ attempts, kind: outcome.kind }).toEqual({ attempts: 3, kind: "succeeded" });
  expect(new Set(stamps()).size).toBe(3);
  expect(new Set(sent.map(({ headers }) => headers["x-ncp-apigw-signature-v2"])).size).toBe(3);
});

test("makes four attempts by default and keeps to a smaller number", async () => {
  expect((await client([]).functions.invoke(call)).attempts).toBe(4);
  const once = { ...call, retry: { attempts: 1, budgetMs: 60_000 } };
  expect((await client([]).functions.invoke(once)).attempts).toBe(1);
});

test("corrects a clock that is off once, and keeps the correction for later calls", async () => {
  const { functions, stamps, startedAt } = client([
    answer(
      401,
      { error: { errorCode: "200" } },
      { date: new Date(1_714_021_538_000 + 600_000).toUTCString() },
    ),
    success,
    success,
  ]);
  const { attempts, clockOffMs } = await functions.invoke(call);
  expect({ attempts, clockOffMs }).toEqual({ attempts: 2, clockOffMs: 600_000 });
  await functions.activation({ address, action, activationId: "abc" });
  expect(stamps()).toEqual([startedAt, startedAt + 600_000, startedAt + 600_000]);
});

test("stops waiting for another attempt when it is interrupted", async () => {
  const { functions, sent } = client([]);
  const invoked = await functions.invoke(call, AbortSignal.abort());
  expect(invoked.outcome.kind).toBe("notSent");
  expect(sent.length).toBe(1);
});

test.each([
  ["the record", success, { kind: "found", activation }],
  ["not found", answer(404, { error: { errorCode: "80322" } }), { kind: "notYet" }],
  [
    "upstream's not found",
    answer(404, { error: "The requested resource does not exist." }),
    { kind: "notYet" },
  ],
  ["an id alone", answer(200, { activationId: "abc" }), { kind: "notYet" }],
  ["no such action", answer(404, { error: { errorCode: "80301" } }), { kind: "refused" }],
  ["a quota", answer(429, { error: { errorCode: "400" } }), { kind: "unreadable" }],
  ["a fault", answer(503, { error: { errorCode: "500" } }), { kind: "unreadable" }],
  ["no connection", notSent, { kind: "unreadable", reason: "connection refused" }],
])("answers for an activation from %s", async (_what, exchange, expected) => {
  const { functions } = client([exchange]);
  expect(await functions.activation({ address, action, activationId: "abc" })).toMatchObject(expected);
});
