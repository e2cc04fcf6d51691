/**
 * A process that writes to a journal: `node journalWriter.js PATH PREFIX COUNT IN_FLIGHT SEGMENT_BYTES`. It says the key of every intent
 * on standard output as soon as that is durable, and `taken KEY` for one that it did not get. With the variable `WRITER_USER` it
 * becomes that user first.
 */
import { writeSync } from "node:fs";
import { openJournal } from "../../dist/journal/openJournal.js";
import { nodeJournalFiles } from "../../dist/ports/nodeJournalFiles.js";
import { nodeProcesses } from "../../dist/ports/nodeProcesses.js";

// A superuser may write everywhere. Only now, since this program may lie where nobody else may read.
const { WRITER_USER } = process.env;
if (WRITER_USER !== undefined) {
  process.setgid(Number(WRITER_USER));
  process.setuid(Number(WRITER_USER));
}

const [path, prefix, count, inFlight, segmentBytes] = process.argv.slice(2);
const journal = await openJournal(path, {
  files: nodeJournalFiles,
  clock: { now: Date.now },
  self: nodeProcesses().self,
  segmentBytes: Number(segmentBytes),
});
let next = 0;
await Promise.all(Array.from({ length: Number(inFlight) }, write));
await journal.close();

async function write() {
  while (next < Number(count)) {
    const key = `${prefix}${next}`;
    next += 1;
    const { kind } = await journal.intend({ key, action: "a", paramsHash: "h", sendsUntilAt: 0 });
    // Not through a stream: what was said must be out when the process is killed.
    writeSync(1, kind === "taken" ? `taken ${key}\n` : `${key}\n`);
  }
}
