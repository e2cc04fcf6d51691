import { expect, test } from "vitest";
import { CloudFunctions } from "../../../src/client/cloudFunctions.ts";
import type { TransportResult, WireRequest } from "../../../src/client/transport.ts";
import { wallClock } from "../../../src/client/requests.ts";
import { type AddressChoice, resolveAddress, type ResolvedAddress } from "../../../src/model/address.ts";
import { Secret } from "../../../src/model/secret.ts";
import { handClock } from "../invocation/handClock.ts";

const action = { packageName: "-", actionName: "hello" };
const startAt = Date.parse("2024-04-25T05:00:00.999Z");
const endAt = Date.parse("2024-04-25T05:06:00.001Z");
const hourMs = 3_600_000;
const seoul = "https://cloudfunctions.apigw.ntruss.com";
const singapore = "https://sg-cloudfunctions.apigw.ntruss.com";

function response(status: number, body: unknown, headers: Record<string, string> = {}): TransportResult {
  return { kind: "response", status, headers, body: Buffer.from(JSON.stringify(body)) };
}

/** A page of activations `a1`, `a2`, … */
function page(from: number, count: number, totalCount?: number): TransportResult {
  const activations = Array.from({ length: count }, (_, index) => ({ activationId: `a${from + index}` }));
  return response(200, { content: { ...(totalCount === undefined ? {} : { totalCount }), activations } });
}

const failure: TransportResult = { kind: "failure", delivery: "sent", reason: "connection reset" };

/** Requests the activations from a transport that returns one result after the other. */
async function query(
  responses: readonly TransportResult[],
  choice: AddressChoice = {},
  { responseMs = 0, waitMs }: { responseMs?: number; waitMs?: number } = {},
) {
  const sent: WireRequest[] = [];
  const leftMs: (number | undefined)[] = [];
  const left = [...responses];
  const clock = handClock();
  const functions = new CloudFunctions({
    credentials: { accessKey: "A", secretKey: new Secret("canary"), source: "test" },
    random: () => 0,
    clock,
    transport: {
      send: async (request, { totalMs }) => {
        sent.push(request);
        leftMs.push(totalMs);
        await clock.sleep(responseMs);
        return left.shift() ?? failure;
      },
      close: async () => {},
    },
  });
  const { address } = resolveAddress(choice) as Extract<ResolvedAddress, { address: object }>;
  const until = waitMs === undefined ? {} : { untilAt: clock.now() + waitMs };
  const found = await functions.activations({ address, action, startAt, endAt, ...until });
  return { found, sent, leftMs, targets: sent.map(({ target }) => target) };
}

const path = "/packages/-/actions/hello/activations";

test.each<[string, AddressChoice, string]>([
  [
    "local time, escaped, in v2.0",
    { platform: "vpc" },
    `/api/v2${path}?platform=vpc&pageNo=1&pageSize=20&start=2024-04-25T14%3A00%3A00&end=2024-04-25T14%3A06%3A01`,
  ],
  [
    "local time in Singapore",
    { region: "SGN" },
    `/api/v2${path}?platform=vpc&pageNo=1&pageSize=20&start=2024-04-25T13%3A00%3A00&end=2024-04-25T13%3A06%3A01`,
  ],
  [
    "local time without a platform for the government",
    { site: "gov" },
    `/api/v2${path}?pageNo=1&pageSize=20&start=2024-04-25T14%3A00%3A00&end=2024-04-25T14%3A06%3A01`,
  ],
  [
    "epoch milliseconds in v2.1",
    { apiVersion: "v2.1" },
    `/ncf/api/v2${path}?platform=vpc&pageNo=1&pageSize=20&start=${startAt}&end=${endAt}`,
  ],
])("requests in %s", async (_what, choice, target) => {
  expect((await query([page(1, 0, 0)], choice)).targets).toEqual([target]);
});

test.each([
  [seoul, "2024-04-25T14:00:00", "2024-04-25T14:06:01"],
  [singapore, "2024-04-25T13:00:00", "2024-04-25T13:06:01"],
  ["https://jp-cloudfunctions.apigw.ntruss.com", "2024-04-25T14:00:00", "2024-04-25T14:06:01"],
  ["https://cloudfunctions.apigw.gov-ntruss.com", "2024-04-25T14:00:00", "2024-04-25T14:06:01"],
  // The time zone of a custom host is not known, so both are covered.
  ["http://127.0.0.1:8080", "2024-04-25T13:00:00", "2024-04-25T14:06:01"],
])("formats times in the time zone of %s, seconds rounded outwards", (origin, start, end) => {
  expect([wallClock(startAt, "start", origin), wallClock(endAt, "end", origin)]).toEqual([start, end]);
});

test("reads ids, durations as numbers or strings, and the status where there is one", async () => {
  const items = [
    { activationId: "a", duration: 33, status: "success" },
    { activationId: "b", duration: "34", status: "application error", start: 1 },
    { activationId: "c", duration: null },
  ];
  const { found } = await query([response(200, { content: { totalCount: "3", activations: items } })]);
  expect(found).toEqual({
    kind: "listed",
    activations: [
      { activationId: "a", duration: 33, status: "success" },
      { activationId: "b", duration: 34, status: "application error" },
      { activationId: "c" },
    ],
  });
});

test.each([
  ["as many as there are", [page(1, 20, 45), page(21, 20, 45), page(41, 5, 45)], 45],
  ["until one is empty, where no count is given", [page(1, 20), page(21, 3), page(24, 0)], 23],
  ["past a count that cannot be true", [page(1, 20, 20), page(21, 4, 4)], 24],
  ["with those that come twice taken once", [page(1, 20, 25), page(16, 10, 25)], 25],
] as const)("reads the pages: %s", async (_what, pages, count) => {
  const { found, targets } = await query(pages);
  const activations = Array.from({ length: count }, (_, index) => ({ activationId: `a${index + 1}` }));
  expect(found).toEqual({ kind: "listed", activations });
  expect(targets.map((target) => /pageNo=(\d+)/.exec(target)?.[1])).toEqual(
    pages.map((_page, index) => String(index + 1)),
  );
});

test("uses the API's time, and starts over once its clock is known", async () => {
  const now = handClock().now();
  const date = new Date(now + hourMs).toUTCString();
  const refused = response(401, { error: { errorCode: "200" } }, { date });
  const { found, sent, targets } = await query([refused, page(1, 3, 3), page(1, 2, 2)], {
    apiVersion: "v2.1",
  });
  const aheadMs = Date.parse(date) - now;
  expect(targets.map((target) => /&start=(\d+)&end=(\d+)$/.exec(target)?.slice(1).map(Number))).toEqual([
    [startAt, endAt],
    [startAt, endAt],
    [startAt + aheadMs, endAt + aheadMs],
  ]);
  const activations = [{ activationId: "a1" }, { activationId: "a2" }];
  expect(found).toEqual({ kind: "listed", activations, clockOffMs: aheadMs });
  const stamps = sent.map(({ headers }) => Number(headers["x-ncp-apigw-timestamp"]));
  expect(stamps).toEqual([now, now + aheadMs, now + aheadMs]);
});

test("fails above a thousand", async () => {
  const { found, sent } = await query(Array.from({ length: 60 }, (_, index) => page(index * 20, 20, 1200)));
  expect(found).toEqual({ kind: "unreadable", reason: "more than 1000 activations in that period" });
  expect(sent).toHaveLength(50);
});

test.each<[string, TransportResult, object]>([
  ["a failure connection", failure, { kind: "unreadable", reason: "connection reset" }],
  ["a quota", response(429, { error: { errorCode: "400", message: "Quota" } }), { kind: "unreadable" }],
  ["a fault", response(503, { error: { errorCode: "500" } }), { kind: "unreadable" }],
  ["no permission", response(403, { error: { errorCode: "80002" } }), { kind: "refused" }],
  ["no such action", response(404, { error: { errorCode: "80301" } }), { kind: "refused" }],
  [
    "an item without an id",
    response(200, { content: { activations: [{ duration: 1 }] } }),
    { kind: "unreadable" },
  ],
  ["one activation", response(200, { content: { activationId: "a" } }), { kind: "unreadable" }],
  [
    "half a list",
    { ...page(1, 1), body: Buffer.from('{"content":{"activations":[') } as TransportResult,
    { kind: "unreadable" },
  ],
])("returns the kind of failure for %s, on any page", async (_what, result, expected) => {
  expect((await query([result])).found).toMatchObject(expected);
  expect((await query([page(1, 20, 21), result])).found).toMatchObject(expected);
});

test("the caller's deadline covers all pages together", async () => {
  const pages = [page(1, 20), page(21, 20), page(41, 1, 41)];
  expect((await query(pages, {}, { responseMs: 3000, waitMs: 10_000 })).leftMs).toEqual([10_000, 7000, 4000]);
  expect((await query(pages, {}, { responseMs: 3000 })).leftMs).toEqual([undefined, undefined, undefined]);
});
