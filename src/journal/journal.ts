import type { ResourceKey } from "../model/resourceKey.ts";
import type { Intent, CallEnd, JournalRecord, JournalScope } from "./records.ts";
import type { Owner } from "../ports/processes.ts";
import type { CallOrigin } from "./callOrigin.ts";
import { randomUUID } from "node:crypto";

/** State of a key: the claim that holds it, and the end of that where there is one. */
export interface JournalEntry extends Omit<Intent, "replaces" | "owner">, JournalScope {
  readonly claim: string;
  /** When the intent was written, epoch milliseconds. */
  readonly at: number;
  readonly owner: Owner;
  /** Absent where the environment of its process told nothing. */
  readonly by?: CallOrigin;
  /** Absent while it was not sent yet or is in flight, and where its process died. */
  readonly end?: CallEnd;
  /** When the end was written, epoch milliseconds. */
  readonly endedAt?: number;
}

/** Result of an intent. */
export type Intended =
  /** It is durable and this claim holds the key: the call may be sent. */
  | { readonly kind: "claimed"; readonly entry: JournalEntry }
  /** Another claim holds the key, perhaps of another process: nothing may be sent. */
  | { readonly kind: "taken"; readonly entry: JournalEntry };

/** Stack whose calls are meant. */
export type StackName = Pick<ResourceKey, "project" | "stack">;

/**
 * Write-ahead log of calls: the intent of a call is durable before its first byte is sent. Several processes may share one journal.
 * Every method throws NcfError NCF_JOURNAL_UNWRITABLE when the files cannot be read or written.
 */
export interface Journal {
  /** Returns the entry of a key, with everything that other processes wrote so far. */
  readonly find: (key: string) => Promise<JournalEntry | undefined>;
  /**
   * Returns the generations of a resource that are known and not released, in order, with everything that other processes wrote so far.
   * One that is missing below another was called as well, and dropped since.
   */
  readonly generations: (key: ResourceKey) => Promise<ReadonlyMap<number, JournalEntry>>;
  /** Returns all entries, with everything that other processes wrote so far: the claim that holds each key, and those that were released. */
  readonly entries: () => Promise<readonly JournalEntry[]>;
  /**
   * Reports whether a process that made calls of a stack recorded one here. What was only recorded on the evidence of the state
   * (`sentFromAt`) does not count.
   */
  readonly knowsStack: (stack: StackName) => Promise<boolean>;
  /** Returns the claim that an activation is known to belong to, released ones included. Reads nothing new. */
  readonly claimOf: (activationId: string) => string | undefined;
  /**
   * Claims a key and makes that durable. A key can be claimed when it is free (never claimed, or its claim ended as `rejected`,
   * `notSent` or `released`), or when the claim that holds it is the one given as `replaces`. Of several processes one gets it.
   */
  readonly intend: (intent: Intent) => Promise<Intended>;
  /**
   * Makes the end of a claim durable. An end other than `released` after `succeeded` or `failed` changes nothing, nor does
   * `unknown` after `rejected` or `notSent`, nor the end of a replaced claim.
   */
  readonly end: (claim: Pick<JournalEntry, "key" | "claim">, end: CallEnd) => Promise<void>;
  readonly close: () => Promise<void>;
}

/** Reports whether a claim ended without a run, so that its key can be claimed again. */
export function isReclaimable({ end, isNote = false }: JournalEntry): boolean {
  // Its process may have died before it wrote the end.
  if (end === undefined) return isNote;
  return end.kind === "rejected" || end.kind === "notSent";
}

/** Returns the newest generation of a resource, and its number; `undefined` where none is known. */
export async function newestGeneration(
  journal: Pick<Journal, "generations">,
  key: ResourceKey,
): Promise<{ readonly generation: number; readonly entry: JournalEntry } | undefined> {
  const newest = [...(await journal.generations(key))].at(-1);
  return newest === undefined ? undefined : { generation: newest[0], entry: newest[1] };
}

/**
 * Releases the generations of a resource, so that the next one of its name is called.
 * @param kept - Generation that stays: that of the resource which replaces it.
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

/** Reports whether an activation is known to belong to another call than the claim's. */
export function belongsToAnotherClaim(
  journal: Pick<Journal, "claimOf">,
  { claim }: Pick<JournalEntry, "claim">,
  activationId: string,
): boolean {
  return ![undefined, claim].includes(journal.claimOf(activationId));
}

/**
 * Applies a record to the entries, which are filed by key, and released ones by claim. The order of the records alone decides which claim
 * holds a key, so that all readers of the same files agree.
 */
export function applyRecord(entries: Map<string, JournalEntry>, record: JournalRecord): void {
  switch (record.kind) {
    case "intent": {
      const { kind: _kind, id, replaces, after: _after, ...intent } = record;
      const prior = entries.get(record.key);
      if (prior === undefined || isReclaimable(prior) || (replaces === prior.claim && isOpen(prior))) {
        entries.set(record.key, { ...intent, claim: id });
      }
      return;
    }
    case "end": {
      const entry = entries.get(record.key);
      if (entry?.claim !== record.of) return;
      // A later end may not know how often the call was sent.
      const { attempts } = { ...entry.end, ...record.end };
      const end = { ...record.end, ...(attempts === undefined ? {} : { attempts }) };
      const ended = { ...entry, end, endedAt: record.at };
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

/** A call whose activation id is known is never made again. */
function isOpen({ end }: JournalEntry): boolean {
  return end === undefined || end.kind === "unknown";
}

/** Reports whether a call ended for good before a time, epoch milliseconds, and the journal need not remember it. */
export function wasSettledBefore(entry: JournalEntry, at: number): boolean {
  const { end, endedAt } = entry;
  return end !== undefined && endedAt !== undefined && endedAt < at && !mustStay(end, entry);
}

/** Reports whether the journal must remember an end for as long as nothing else ends the call. */
export function mustStay({ kind }: CallEnd, { isPermanent = false }: Pick<Intent, "isPermanent">): boolean {
  if (kind === "pending" || kind === "unknown") return true;
  // A step that was refused or not sent is still due.
  return isPermanent && kind !== "released";
}

function isFinal({ end }: JournalEntry): boolean {
  return end?.kind === "succeeded" || end?.kind === "failed";
}

/** Returns the journal that `NCF_JOURNAL=off` selects: it records nothing. */
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
