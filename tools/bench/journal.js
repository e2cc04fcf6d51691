/**
 * What the journal costs a call: intents and ends on this machine's disk, with so many calls in flight. Every call writes
 * an intent, waits until it is durable, and writes its end.
 *
 * `npm run build && node tools/bench/journal.js [FOLDER]`
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "../../dist/journal/openJournal.js";
import { nodeJournalFiles } from "../../dist/ports/nodeJournalFiles.js";
import { nodeProcesses } from "../../dist/ports/nodeProcesses.js";

const callCount = 4000;
const folder = mkdtempSync(join(process.argv[2] ?? tmpdir(), "ncf-bench-"));

console.log("in flight | call ms median | p99 | amortised ms a call | calls a second");
for (const inFlight of [1, 8, 80, 500]) await measure(inFlight);
await measureOpening();
rmSync(folder, { recursive: true });

function open(name) {
  const { self } = nodeProcesses();
  return openJournal(join(folder, name), { files: nodeJournalFiles, clock: { now: Date.now }, self });
}

async function measure(inFlight) {
  const journal = await open(`${inFlight}.jsonl`);
  const count = inFlight === 1 ? callCount / 10 : callCount;
  const callMs = [];
  let next = 0;
  const call = async () => {
    while (next < count) {
      const number = next;
      next += 1;
      const startedAt = performance.now();
      const { entry } = await journal.intend(intentOf(number));
      await journal.end(entry, { kind: "succeeded", activationId: `${number}`.padStart(32, "0") });
      callMs.push(performance.now() - startedAt);
    }
  };
  const startedAt = performance.now();
  await Promise.all(Array.from({ length: inFlight }, call));
  const allMs = performance.now() - startedAt;
  await journal.close();
  callMs.sort((left, right) => left - right);
  const columns = [at(callMs, 0.5), at(callMs, 0.99), allMs / count].map((ms) => ms.toFixed(3));
  console.log([inFlight, ...columns, Math.round((count / allMs) * 1000)].join(" | "));
}

/** How long it takes to read what the last measurement left. */
async function measureOpening() {
  const startedAt = performance.now();
  const journal = await open("500.jsonl");
  console.log(`opened with ${callCount} calls in ${(performance.now() - startedAt).toFixed(0)} ms`);
  await journal.close();
}

function intentOf(number) {
  return {
    key: `ncf:shop/prod/migrate-${number}/1`,
    action: "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/db/actions/migrate?platform=classic",
    paramsHash: "n4bQgYhMfWWaL-qgxVrQFaO_TxsrC4Is0V1sFbDwCgg",
    sendsUntilAt: Date.now() + 60_000,
  };
}

function at(sorted, part) {
  return sorted[Math.floor((sorted.length - 1) * part)];
}
