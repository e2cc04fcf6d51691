import type { ResourceKey } from "../model/resourceKey.ts";
import type { Intent, CallEnd, JournalRecord, JournalScope } from "./records.ts";
import type { Owner } from "../ports/processes.ts";
import type { CallOrigin } from "./callOrigin.ts";
import { randomUUID } from "node:crypto";

/** State of a key: the claim that holds it, and the end of that claim if there is one. */
export interface JournalEntry extends Omit<Intent, "replaces" | "owner">, JournalScope {
  readonly claim: string;
  /** Time of the intent, epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
  /** Absent when the environment of its process contained no origin. */
  readonly by?: CallOrigin;
  /** Absent when the call was not sent yet, is in flight, or its process died. */
  readonly end?: CallEnd;
  /** Time of the end, epoch milliseconds. */
  readonly endedAt?: number;
}

/** Result of an intent. */
export type Intended =
  /** The intent is durable and this claim holds the key: the call may be sent. */
  | { readonly kind: "claimed"; readonly entry: JournalEntry }
  /** Another claim holds the key, perhaps of another process: the call must not be sent. */
  | { readonly kind: "taken"; readonly entry: JournalEntry };

/** Stack that calls belong to. */
export type StackName = Pick<ResourceKey, "project" | "stack">;

/**
 * Write-ahead log of calls: the intent of a call is durable before its first byte is sent. Several
 * processes may share one journal. Every method throws NcfError NCF_JOURNAL_UNWRITABLE when the
 * journal cannot be read or written.
 */
export interface Journal {
  /** Returns the entry of a key, including all records that other processes have written. */
  readonly find: (key: string) => Promise<JournalEntry | undefined>;
  /**
   * Returns the known generations of a resource that are not released, in order, including all
   * records that other processes have written. A generation missing below another one was called as
   * well and has been dropped.
   */
  readonly generations: (key: ResourceKey) => Promise<ReadonlyMap<number, JournalEntry>>;
  /**
   * Returns all entries, including all records that other processes have written: the claim that
   * holds each key, and released claims.
   */
  readonly entries: () => Promise<readonly JournalEntry[]>;
  /**
   * Returns whether a process that made calls of a stack recorded any of them here. Records based
   * only on the state (`sentFromAt`) do not count.
   */
  readonly knowsStack: (stack: StackName) => Promise<boolean>;
  /**
   * Returns the claim that an activation is known to belong to, including released claims. Reads
   * nothing new.
   */
  readonly claimOf: (activationId: string) => string | undefined;
  /**
   * Claims a key durably. A key can be claimed when it is free (never claimed, or its claim ended
   * as `rejected`, `notSent` or `released`), or when `replaces` names the claim that holds it.
   * Among several processes, one gets the key.
   */
  readonly intend: (intent: Intent) => Promise<Intended>;
  /**
   * Makes the end of a claim durable. These have no effect: an end other than `released` after
   * `succeeded` or `failed`, `unknown` after `rejected` or `notSent`, and the end of a replaced
   * claim.
   */
  readonly end: (claim: Pick<JournalEntry, "key" | "claim">, end: CallEnd) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Returns whether a claim ended without a run, so that its key can be claimed again. */
export function isReclaimable({ end, isNote = false }: JournalEntry): boolean {
  // Its process may have died before it recorded the end.
  if (end === undefined) return isNote;
  return end.kind === "rejected" || end.kind === "notSent";
}

/** Returns the newest generation of a resource, and its number; `undefined` when none is known. */
export async function newestGeneration(
  journal: Pick<Journal, "generations">,
  key: ResourceKey,
): Promise<{ readonly generation: number; readonly entry: JournalEntry } | undefined> {
  const newest = [...(await journal.generations(key))].at(-1);
  return newest === undefined ? undefined : { generation: newest[0], entry: newest[1] };
}

/**
 * Releases the generations of a resource, so that the next resource with its name is called.
 * @param kept - Generation to keep: that of the resource which replaces it.
 */
export async function releaseGenerations(
  journal: Pick<Journal, "generations" | "end">,
  key: ResourceKey,
  kept?: number,
): Promise<void> {
  const known = await journal.generations(key);
  const released = [...known].filter(([generation]) => generation !== kept);
  await Promise.all(released.map(([, entry]) => journal.end(entry, { kind: "released" })));
}

/** Returns whether an activation is known to belong to another claim. */
export function belongsToAnotherClaim(
  journal: Pick<Journal, "claimOf">,
  { claim }: Pick<JournalEntry, "claim">,
  activationId: string,
): boolean {
  return ![undefined, claim].includes(journal.claimOf(activationId));
}

/**
 * Applies a record to the entries, which are stored by key, and released ones by claim. Only the
 * order of the records decides which claim holds a key, so that all readers of the same files
 * agree.
 */
export function applyRecord(entries: Map<string, JournalEntry>, record: JournalRecord): void {
  switch (record.kind) {
    case "intent": {
      const { kind: _kind, id, replaces, after: _after, ...intent } = record;
      const prior = entries.get(record.key);
      if (prior === undefined || isReclaimable(prior) || (replaces === prior.claim && isReplaceable(prior))) {
        entries.set(record.key, { ...intent, claim: id });
      }
      return;
    }
    case "end": {
      const entry = entries.get(record.key);
      if (entry?.claim !== record.of) return;
      // A later end may not contain the number of attempts.
      const { attempts } = { ...entry.end, ...record.end };
      const end = { ...record.end, ...(attempts === undefined ? {} : { attempts }) };
      const ended = { ...entry, end, endedAt: record.at };
      if (record.end.kind === "released") {
        // Keep it under its claim: the key is free, but its activation still must not count for the
        // next claim.
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

/** A call whose activation id is known is never repeated. */
function isReplaceable({ end }: JournalEntry): boolean {
  return end === undefined || end.kind === "unknown";
}

/**
 * Returns whether a call ended permanently before a time, epoch milliseconds, so that the journal
 * may drop it.
 */
export function wasSettledBefore(entry: JournalEntry, at: number): boolean {
  const { end, endedAt } = entry;
  return end !== undefined && endedAt !== undefined && endedAt < at && !mustStay(end, entry);
}

/** Returns whether the journal must keep an end until another end replaces it. */
export function mustStay({ kind }: CallEnd, { isPermanent = false }: Pick<Intent, "isPermanent">): boolean {
  if (kind === "pending" || kind === "unknown") return true;
  // A step that was refused or not sent is still due.
  return isPermanent && kind !== "released";
}

function isFinal({ end }: JournalEntry): boolean {
  return end?.kind === "succeeded" || end?.kind === "failed";
}

/** Returns the journal for `NCF_JOURNAL=off`: it records nothing. */
export function noJournal(self: Owner): Journal {
  return {
    find: async () => undefined,
    generations: async () => new Map(),
    entries: async () => [],
    knowsStack: async () => true,
    claimOf: () => undefined,
    async intend({ replaces: _replaces, ...intent }) {
      return { kind: "claimed", entry: { owner: self, ...intent, claim: randomUUID(), at: 0 } };
    },
    end: async () => {},
    close: async () => {},
  };
}
