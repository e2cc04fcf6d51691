import { existsSync, readFileSync } from "node:fs";
import { applyRecord, type JournalEntry } from "../../src/journal/journal.ts";
import { parseRecord } from "../../src/journal/records.ts";

/** What stands in a journal of one file, by key. Nothing is changed. */
export function readJournal(path: string): ReadonlyMap<string, JournalEntry> {
  const entries = new Map<string, JournalEntry>();
  if (!existsSync(path)) return entries;
  for (const line of readFileSync(path, "utf8").split("\n")) {
    const record = parseRecord(line);
    if (record !== undefined) applyRecord(entries, record);
  }
  return entries;
}
