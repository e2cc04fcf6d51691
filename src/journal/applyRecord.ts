import { isReclaimable, type JournalEntry } from "./journal.ts";
import type { JournalRecord } from "./records.ts";

/**
 * Takes one more record into what is known: entries by their key, released ones by their claim. The order of the records alone decides who has a key, so that all readers
 * of the same files agree.
 */
export function applyRecord(entries: Map<string, JournalEntry>, record: JournalRecord): void {
  switch (record.kind) {
    case "intent": {
      const { kind: _kind, id, replaces, ...intent } = record;
      const prior = entries.get(record.key);
      if (prior === undefined || isReclaimable(prior) || (replaces === prior.claim && isOpen(prior))) {
        entries.set(record.key, { ...intent, claim: id });
      }
      return;
    }
    case "end": {
      const entry = entries.get(record.key);
      if (entry?.claim !== record.of) return;
      const ended = { ...entry, end: record.end, endedAt: record.at };
      if (record.end.kind === "released") {
        // Kept under its claim: the key is free, and its activation is still known not to be of the next claim.
        entries.delete(record.key);
        entries.set(entry.claim, { ...ended, end: { ...entry.end, ...record.end } });
      } else if (!isFinal(entry) && !(isReclaimable(entry) && record.end.kind === "unknown")) {
        entries.set(record.key, ended);
      }
      return;
    }
    case "seal":
      return;
  }
}

/** An activation whose id is known is only ever read. */
function isOpen({ end }: JournalEntry): boolean {
  return end === undefined || end.kind === "unknown";
}

function isFinal({ end }: JournalEntry): boolean {
  return end?.kind === "succeeded" || end?.kind === "failed";
}
