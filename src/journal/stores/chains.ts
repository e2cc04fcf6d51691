import { createHash } from "node:crypto";
import { generationKey, parseGenerationKey, type ResourceKey } from "../../model/resourceKey.ts";
import { resourceName } from "../knownCalls.ts";
import type { IntentRecord, JournalRecord } from "../records.ts";

/**
 * Records of one key, each an object of its own: `HASH.GENERATION.NUMBER`, where `HASH` stands for the resource and `NUMBER` counts the
 * records from 1. A record of a place that cannot decide between two of one name has a suffix `-ID` besides.
 */
export interface Chain {
  /** `HASH.GENERATION`. */
  readonly id: string;
  /** Known once a record was read, or once it was asked for. */
  key: string | undefined;
  /** Numbers of the objects that were listed or made, by name. */
  readonly numbers: Map<string, number>;
  /** Records that were read or made, by name. */
  readonly records: Map<string, JournalRecord>;
  /** Names of records whose writers withdrew them, since there was a rival of the same number. */
  readonly withdrawn: Set<string>;
  /** The highest number there ever was. */
  last: number;
  /** Whether its records were delivered as they are. */
  isDelivered: boolean;
  /** The work on it that comes last so far. */
  turn: Promise<unknown>;
}

/** Returns a chain without records. */
export function newChain(id: string): Chain {
  return {
    id,
    key: undefined,
    numbers: new Map(),
    records: new Map(),
    withdrawn: new Set(),
    last: 0,
    isDelivered: true,
    turn: Promise.resolve(),
  };
}

/** Returns the id of the chain of a key. */
export function chainIdOf(key: string): string {
  const name = parseGenerationKey(key);
  return name === undefined ? `${hash(key)}.0` : `${hash(resourceName(name))}.${name.generation}`;
}

/** Returns what the ids of all chains of a resource begin with, up to the dot. */
export function chainGroupOf(resource: ResourceKey): string {
  return hash(resourceName(resource));
}

/** Returns the key of a resource's chain. */
export function keyOfChain(resource: ResourceKey, { id }: Pick<Chain, "id">): string {
  return generationKey({ ...resource, generation: Number(id.slice(id.indexOf(".") + 1)) });
}

const namePattern =
  /^(?<record>(?<id>[\w-]{22}\.\d{1,15})\.(?<number>[1-9]\d{0,8})(?:-[\w-]+)?)(?<withdrawn>\.withdrawn)?$/;

/** What the name of an object tells of a record. */
export interface RecordName {
  readonly chainId: string;
  /** Name of the record's object. */
  readonly record: string;
  readonly number: number;
  /** Whether the object says that the record was withdrawn, instead of holding it. */
  readonly isWithdrawal: boolean;
}

/** Parses the name of an object; `undefined` for one that belongs to no record. */
export function parseRecordName(name: string): RecordName | undefined {
  const groups = namePattern.exec(name)?.groups;
  if (groups === undefined) return undefined;
  return {
    chainId: groups["id"] as string,
    record: groups["record"] as string,
    number: Number(groups["number"]),
    isWithdrawal: groups["withdrawn"] !== undefined,
  };
}

/**
 * Returns the records of a chain in the order that all readers give them: by number. Of several with one number, those that later
 * records speak of come first, since they are the ones that were acted on, and those that were withdrawn do not count. A claim that was
 * withdrawn after another process acted on it was not sent.
 */
export function orderedRecords(
  chain: Pick<Chain, "numbers" | "records" | "withdrawn">,
): readonly JournalRecord[] {
  const { numbers, records, withdrawn } = chain;
  const mentioned = mentionedIn(chain);
  return [...records]
    .map(([name, record]) => ({
      name,
      record,
      number: numbers.get(name) ?? 0,
      rank: mentioned.has(record.id) ? 0 : 1,
    }))
    .filter(({ name, rank }) => rank === 0 || !withdrawn.has(name))
    .sort(
      (one, other) => one.number - other.number || one.rank - other.rank || (one.name < other.name ? -1 : 1),
    )
    .flatMap(({ name, record }) => (withdrawn.has(name) ? withdrawnRecords(record) : [record]));
}

/**
 * Reports whether a number of a chain has several records of which each may be the one that was acted on. It passes as soon as their writers
 * withdraw, or a later record speaks of one.
 */
export function isContested(chain: Pick<Chain, "numbers" | "records" | "withdrawn">): boolean {
  const mentioned = mentionedIn(chain);
  const rivals = new Map<number, number>();
  const decided = new Set<number>();
  for (const [name, { id }] of chain.records) {
    const number = chain.numbers.get(name) ?? 0;
    if (mentioned.has(id)) decided.add(number);
    else if (!chain.withdrawn.has(name)) rivals.set(number, (rivals.get(number) ?? 0) + 1);
  }
  return [...rivals].some(([number, count]) => count > 1 && !decided.has(number));
}

function mentionedIn({ records }: Pick<Chain, "records">): ReadonlySet<string | undefined> {
  const mentioned = new Set<string | undefined>();
  for (const record of records.values()) {
    if (record.kind === "end") mentioned.add(record.of);
    if (record.kind === "intent") mentioned.add(record.replaces);
  }
  return mentioned;
}

/** Returns what stands for a record that was withdrawn: nothing for an end, and for a claim that it was not sent. */
function withdrawnRecords(record: JournalRecord): readonly JournalRecord[] {
  if (record.kind !== "intent") return [];
  const { id, key, at } = record;
  // In the place of a claim that may have run, that it was not sent must not free the key.
  const kind = record.replaces === undefined ? "notSent" : "unknown";
  return [record, { kind: "end", id: `withdrawn ${id}`, key, of: id, at, end: { kind } }];
}

/** Longest time for which an unreadable claim may still be sent, and clock error of a file system, milliseconds. */
const unreadableSendsMs = 300_000;

/**
 * Returns the record that stands for one that cannot be read: a claim of an unknown process elsewhere, which may have been sent. It takes
 * the place of a claim before it that may be replaced.
 */
export function unreadableRecord(
  name: string,
  key: string,
  writtenAt: number,
  before: readonly JournalRecord[],
): IntentRecord {
  const claims = before.filter((record) => record.kind === "intent");
  const replaces = claims.at(-1)?.id;
  return {
    kind: "intent",
    id: `unreadable ${name}`,
    key,
    action: "",
    paramsHash: "",
    at: Math.min(writtenAt, ...claims.map(({ at }) => at)),
    sendsUntilAt: writtenAt + unreadableSendsMs,
    owner: { host: "unknown", pid: 0, startedAt: "" },
    ...(replaces === undefined ? {} : { replaces }),
  };
}

/** Difference between two clocks that is taken for the time that a write took, milliseconds. */
const tolerableSkewMs = 10_000;
/** Precision of the times that stores keep, milliseconds. */
const precisionMs = 2_000;

/**
 * Returns a record with its times by the clock of this machine. The time at which the store took the record tells how far the clock of
 * its writer is off; an attempt counts as possible until the latest time that this leaves open.
 * @param writtenAt - When the store took the record, by the clock of this machine, epoch milliseconds.
 */
export function byOwnClock<Record extends JournalRecord>(record: Record, writtenAt: number): Record {
  if (record.kind === "seal") return record;
  const skewMs = writtenAt - record.at;
  const shiftMs = Math.abs(skewMs) > tolerableSkewMs ? skewMs : 0;
  const at = record.at + shiftMs;
  if (record.kind === "end") return { ...record, at };
  const sendsUntilAt = record.sendsUntilAt + (skewMs > precisionMs ? skewMs : shiftMs);
  return { ...record, at, sendsUntilAt: sendsUntilAt + (shiftMs === 0 ? 0 : precisionMs) };
}

/** Returns 22 characters that stand for a text. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
