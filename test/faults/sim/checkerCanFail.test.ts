import { randomUUID } from "node:crypto";
import { expect, test } from "vitest";
import type { TransportResult, Transport } from "../../../src/client/transport.ts";
import type { Intended, Journal } from "../../../src/journal/journal.ts";
import type { ObjectClient } from "../../../src/journal/stores/objectClient.ts";
import type { Intent } from "../../../src/journal/records.ts";
import { checkSchedules } from "./checkSchedules.ts";
import type { Schedule } from "./Schedule.ts";
import type { Variant } from "./SimStack.ts";

/** A transport that tells of a POST or a GET something else than what came. */
function telling(
  method: "POST" | "GET",
  change: (exchange: TransportResult, target: string) => TransportResult,
): NonNullable<Variant["transport"]> {
  return (transport: Transport) => ({
    ...transport,
    send: async (request, limits, signal) => {
      const exchange = await transport.send(request, limits, signal);
      return request.method === method ? change(exchange, request.target) : exchange;
    },
  });
}

/** An answer with another body. */
function rewritten(exchange: TransportResult, rewrite: (text: string) => string): TransportResult {
  if (exchange.kind === "failure") return exchange;
  return { ...exchange, body: Buffer.from(rewrite(Buffer.from(exchange.body).toString())) };
}

const ofJournal = (change: (journal: Journal) => Partial<Journal>) => (journal: Journal) => {
  const { find, claimOf, intend, end, generations, entries, close } = journal;
  const bound: Journal = {
    find: find.bind(journal),
    claimOf: claimOf.bind(journal),
    intend: intend.bind(journal),
    end: end.bind(journal),
    generations: generations.bind(journal),
    entries: entries.bind(journal),
    knowsStack: journal.knowsStack.bind(journal),
    close: close.bind(journal),
  };
  return { ...bound, ...change(journal) };
};

/** What a claim looks like that is written nowhere. */
function unwritten({ replaces: _replaces, ...intent }: Intent): Intended {
  const owner = { host: "one", pid: 0, startedAt: "" };
  return { kind: "claimed", entry: { ...intent, claim: randomUUID(), at: 0, owner } };
}

const variants: readonly (readonly [string, Variant, RegExp])[] = [
  [
    "a journal that lets everybody have every key",
    {
      journal: ofJournal((journal) => ({
        intend: async (intent) => ({ ...(await journal.intend(intent)), kind: "claimed" }),
      })),
    },
    /ran \d times|before its intent was durable|was called again/,
  ],
  [
    "a journal that is skipped",
    { journal: ofJournal(() => ({ intend: async (intent) => unwritten(intent) })) },
    /before its intent was durable/,
  ],
  [
    "a claim that failed and is taken for written",
    {
      journal: ofJournal((journal) => ({
        intend: (intent) => journal.intend(intent).catch(() => unwritten(intent)),
      })),
    },
    /before its intent was durable/,
  ],
  [
    "a journal that says durable and is not",
    {
      files: (files) => ({
        ...files,
        open: async (path) => ({ ...(await files.open(path)), sync: async () => {} }),
      }),
    },
    /before its intent was durable/,
  ],
  [
    "a transport that says not sent when it was",
    {
      transport: telling("POST", (exchange) =>
        exchange.kind === "failure" ? { ...exchange, delivery: "notSent" } : exchange,
      ),
    },
    /ran \d times|reported as notRun/,
  ],
  [
    "a call that is made again after a 502",
    {
      transport: (transport) => ({
        ...transport,
        send: async (request, limits, signal) => {
          const exchange = await transport.send(request, limits, signal);
          const isBad = exchange.kind === "response" && exchange.status === 502;
          return isBad ? transport.send(request, limits, signal) : exchange;
        },
      }),
    },
    /ran \d times/,
  ],
  [
    "an answer of a failure that is taken for one of success",
    {
      transport: telling("POST", (exchange) =>
        rewritten(exchange, (text) => text.replace('"success":false', '"success":true')),
      ),
    },
    /reported as succeeded, and failed/,
  ],
  [
    "a list that shows no run",
    {
      transport: telling("GET", (exchange, target) =>
        target.includes("/activations?")
          ? rewritten(exchange, (text) => text.replace(/"activations":\[.*\]/, '"activations":[]'))
          : exchange,
      ),
    },
    /never settles, and is unknown/,
  ],
  [
    "a journal that holds the params",
    { hashParams: (params) => JSON.stringify(params) },
    /canary is in the journal/,
  ],
  [
    "a dead process that is taken for one at work",
    { processes: (processes) => ({ ...processes, stateOf: () => "alive" }) },
    /not over after \d+ minutes/,
  ],
];

test.each(variants)("a simulation with %s is found out", async (_what, variant, problem) => {
  expect(await checkSchedules({ count: 500, seed: 1, isShrinking: false, variant })).toMatch(problem);
});

/** Two machines at once, with the journal in a bucket. */
const areRivals = ({ store, events }: Schedule): boolean =>
  store.kind === "bucket" && events.some((event) => event.kind === "up" && event.otherAfterMs === 0);

test("a simulation whose bucket ignores write conditions, contrary to its probe, is detected", async () => {
  const client = (real: ObjectClient): ObjectClient => ({
    ...real,
    put: async (key, text, ifAbsent) =>
      ifAbsent && key.endsWith("probe") ? "exists" : real.put(key, text, false),
  });
  const choice = { count: 500, seed: 1, isShrinking: false, variant: { client }, only: areRivals };
  expect(await checkSchedules(choice)).toMatch(/ran \d times|before its intent was durable/);
});
