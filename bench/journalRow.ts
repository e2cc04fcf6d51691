import { mkdirSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { openJournal } from "../src/journal/openJournal.ts";
import { nodeJournalFiles } from "../src/ports/nodeJournalFiles.ts";
import { nodeProcesses } from "../src/ports/nodeProcesses.ts";
import type { Row } from "./bench.ts";
import { duration, markdownTable, number } from "./markdown.ts";
import { quantile } from "./rounds.ts";

const callCount = 4_000;
const line = `${"x".repeat(300)}\n`;

/** What the journal costs a call: an intent that is durable before it returns, and an end. */
export const journalRow: Row = {
  name: "journal",
  async measure({ newFolder, report }) {
    const folder = newFolder();
    mkdirSync(folder);
    const rows: string[][] = [];
    for (const inFlight of [1, 10, 80, 500]) {
      report(`journal, ${inFlight} in flight`);
      rows.push(await measureJournal(join(folder, `${inFlight}.jsonl`), inFlight));
    }
    rows.push(await measureBareWrites(join(folder, "bare")), await measureOpening(join(folder, "500.jsonl")));
    return markdownTable(["journal", "median", "99th percentile", "of each call"], rows);
  },
};

function openAt(path: string): ReturnType<typeof openJournal> {
  const { self } = nodeProcesses();
  return openJournal(path, { files: nodeJournalFiles, clock: { now: Date.now }, self });
}

async function measureJournal(path: string, inFlight: number): Promise<string[]> {
  const journal = await openAt(path);
  const count = inFlight === 1 ? callCount / 10 : callCount;
  const call = async (index: number): Promise<void> => {
    const { kind, entry } = await journal.intend(intentOf(index));
    if (kind !== "claimed") throw new Error(`the journal gave ${entry.key} to another claim`);
    await journal.end(entry, { kind: "succeeded", activationId: `${index}`.padStart(32, "0") });
  };
  const cells = await timeCalls(call, count, inFlight);
  await journal.close();
  return [`${number(inFlight)} in flight`, ...cells];
}

/** Two appends, each durable before the next: the least that an intent and an end can cost alone. */
async function measureBareWrites(path: string): Promise<string[]> {
  const file = await open(path, "a");
  const call = async (): Promise<void> => {
    for (let write = 0; write < 2; write += 1) {
      await file.write(line);
      await file.datasync();
    }
  };
  const cells = await timeCalls(call, callCount / 10, 1);
  await file.close();
  return ["two bare writes, 1 in flight", ...cells];
}

/** How long it takes to read the journal that a measurement left. */
async function measureOpening(path: string): Promise<string[]> {
  const startedAt = performance.now();
  const journal = await openAt(path);
  const tookMs = performance.now() - startedAt;
  await journal.close();
  return [`opening one of ${number(callCount)} calls`, duration(tookMs), "", ""];
}

async function timeCalls(
  call: (index: number) => Promise<void>,
  count: number,
  inFlight: number,
): Promise<string[]> {
  const latencies: number[] = [];
  let next = 0;
  const startedAt = performance.now();
  const work = async (): Promise<void> => {
    while (next < count) {
      const index = next;
      next += 1;
      const calledAt = performance.now();
      await call(index);
      latencies.push(performance.now() - calledAt);
    }
  };
  await Promise.all(Array.from({ length: inFlight }, work));
  const each = (performance.now() - startedAt) / count;
  return [quantile(latencies, 0.5), quantile(latencies, 0.99), each].map(duration);
}

function intentOf(index: number): Parameters<Awaited<ReturnType<typeof openAt>>["intend"]>[0] {
  return {
    key: `ncf:shop/prod/migrate-${index}/1`,
    action: "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/db/actions/migrate?platform=classic",
    paramsHash: "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
    sendsUntilAt: Date.now() + 60_000,
  };
}
