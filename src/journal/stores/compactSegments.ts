import { type JournalEntry, wasSettledBefore } from "../journal.ts";
import type { JournalFiles } from "../../ports/journalFiles.ts";
import { parseRecord } from "../records.ts";
import { segmentNumbers, segmentPath } from "./segmentedLog.ts";

/** Known calls during compaction. */
export interface CompactedCalls {
  /** Entries as `applyRecord` stores them. */
  readonly entries: ReadonlyMap<string, JournalEntry>;
  /** Keys of other calls, which are kept. */
  readonly foreignKeys: ReadonlySet<string>;
}

/** Dependencies of {@link compactSegments}. */
export interface CompactDeps {
  readonly files: JournalFiles;
  readonly calls: CompactedCalls;
  /** Segment that is still appended to; only older ones are changed. */
  readonly currentNumber: number;
  /** Time before which settled keys are dropped, epoch milliseconds. */
  readonly settledBeforeAt: number;
}

/**
 * Rewrites or removes sealed segments without the keys that were settled long ago. Any number of
 * processes may do so at once, because no process needs the dropped records. A segment that is
 * still needed by more than half stays unchanged, and so do the records of its keys in later
 * segments.
 */
export async function compactSegments(path: string, deps: CompactDeps): Promise<void> {
  const { files, currentNumber } = deps;
  const entries = [...deps.calls.entries.values()];
  const keptEntries = entries.filter((entry) => !wasSettledBefore(entry, deps.settledBeforeAt));
  // Reading all segments again only pays off when something can be dropped.
  if (keptEntries.length === entries.length) return;
  const needed = new Set([...keptEntries.map(({ key }) => key), ...deps.calls.foreignKeys]);
  for (const number of await segmentNumbers(path, files)) {
    if (number >= currentNumber) return;
    const segment = segmentPath(path, number);
    const lines = (await readAll(segment, files)).split("\n").filter((line) => line !== "");
    const sealAt = lines.findIndex((line) => parseRecord(line)?.kind === "seal");
    // Records after a seal do not count, and must not move before it.
    const counting = sealAt === -1 ? lines : lines.slice(0, sealAt);
    const kept = counting.filter((line) => isOf(line, needed));
    if (kept.length === 0) await files.remove(segment);
    else if (kept.length * 2 < lines.length) {
      const seal = lines.slice(sealAt, sealAt + 1);
      await files.replace(segment, Buffer.from(`\n${[...kept, ...seal].join("\n")}\n`));
    } else {
      // An intent without its end would look like a call with an unknown end.
      for (const key of keysOf(counting)) needed.add(key);
    }
  }
}

async function readAll(path: string, files: JournalFiles): Promise<string> {
  const file = await files.open(path);
  try {
    return Buffer.from(await file.read(0)).toString();
  } finally {
    await file.close();
  }
}

function isOf(line: string, keys: ReadonlySet<string>): boolean {
  return keysOf([line]).some((key) => keys.has(key));
}

function keysOf(lines: readonly string[]): readonly string[] {
  return lines.flatMap((line) => {
    const record = parseRecord(line);
    return record === undefined || record.kind === "seal" ? [] : [record.key];
  });
}
