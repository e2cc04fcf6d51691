import type { ResourceKey } from "../model/resourceKey.ts";
import type { Intent, CallEnd, JournalRecord, JournalScope } from "./records.ts";
import type { Owner } from "../ports/processes.ts";
import { randomUUID } from "node:crypto";

/** What is known of a key: the claim that has it, and its end where there is one. */
export interface JournalEntry extends Omit<Intent, "replaces">, JournalScope {
  readonly claim: string;
  /** When the intent was written, epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
  /** Not there: it was not sent yet, is under way, or its process died. */
  readonly end?: CallEnd;
  /** When the end was written, epoch milliseconds. */
  readonly endedAt?: number;
}

/** What came of an intent. */
export type Intended =
  /** It is durable and the key is ours: now it may be sent. */
  | { readonly kind: "claimed"; readonly entry: JournalEntry }
  /** Another claim has the key, perhaps of another process: nothing may be sent. */
  | { readonly kind: "taken"; readonly entry: JournalEntry };

/**
 * The write-ahead record of calls: what was about to be sent is durable before a byte is. Several processes may use one journal.
 * All of it throws NcfError NCF_JOURNAL_UNWRITABLE when the files do not do as they should.
 */
export interface Journal {
  /** What is known of a key, with what other processes wrote until now. */
  readonly find: (key: string) => Promise<JournalEntry | undefined>;
  /**
   * The generations of a resource that are known and not released, in their order, with what other processes wrote until now. One that
   * is missing below another was called as well, and forgotten since.
   */
  readonly generations: (place: ResourceKey) => Promise<ReadonlyMap<number, JournalEntry>>;
  /** Everything that is known, with what other processes wrote until now: the claim that has each key, and those that were released. */
  readonly entries: () => Promise<readonly JournalEntry[]>;
  /** The claim that an activation is known to be of, a released one too. Answers from what was read so far. */
  readonly claimOf: (activationId: string) => string | undefined;
  /**
   * Claims a key and makes that durable. A key can be had when it is free (never claimed, or its claim ended as `rejected`,
   * `notSent` or `released`), or when the claim that has it is the one given as `replaces`. Of several processes one gets it.
   */
  readonly intend: (intent: Intent) => Promise<Intended>;
  /**
   * Makes the end of a claim durable. An end other than `released` that came after `succeeded` or `failed` changes nothing, nor does
   * `unknown` after `rejected` or `notSent`, nor one of a replaced claim.
   */
  readonly end: (claim: Pick<JournalEntry, "key" | "claim">, end: CallEnd) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Whether a claim ended without a run, so that its key can be had. */
export function isReclaimable({ end }: JournalEntry): boolean {
  return end?.kind === "rejected" || end?.kind === "notSent";
}

/** Whether an activation is known to be of another call than the claim's. */
export function belongsToAnotherClaim(
  journal: Pick<Journal, "claimOf">,
  { claim }: Pick<JournalEntry, "claim">,
  activationId: string,
): boolean {
  return ![undefined, claim].includes(journal.claimOf(activationId));
}

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

/** Reports whether a call ended for good before a time, epoch milliseconds. */
export function wasSettledBefore({ end, endedAt }: JournalEntry, at: number): boolean {
  const isSettled = end !== undefined && end.kind !== "pending" && end.kind !== "unknown";
  return isSettled && endedAt !== undefined && endedAt < at;
}

function isFinal({ end }: JournalEntry): boolean {
  return end?.kind === "succeeded" || end?.kind === "failed";
}

/** The journal of those who switched it off: it keeps nothing and knows nothing. */
export function noJournal(self: Owner): Journal {
  return {
    find: async () => undefined,
    generations: async () => new Map(),
    entries: async () => [],
    claimOf: () => undefined,
    async intend({ replaces: _replaces, ...intent }) {
      return { kind: "claimed", entry: { ...intent, claim: randomUUID(), at: 0, owner: self } };
    },
    end: async () => {},
    close: async () => {},
  };
}
