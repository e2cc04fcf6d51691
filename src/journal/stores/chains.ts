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
  /** The highest number of an object that can only be missing because it was dropped. */
  floor: number;
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
    floor: 0,
    isDelivered: true,
    turn: Promise.resolve(),
  };
}

/** Returns the highest number of a chain. */
export function lastNumber({ numbers, floor }: Chain): number {
  return Math.max(floor, ...numbers.values());
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

const namePattern = /^(?<id>[\w-]{22}\.\d{1,15})\.(?<number>[1-9]\d{0,8})(?:-(?<suffix>[\w-]+))?$/;

/** What the name of an object tells of its record. */
export interface RecordName {
  readonly chainId: string;
  readonly number: number;
  /** Whether another object may have the same number. */
  readonly hasSuffix: boolean;
}

/** Parses the name of a record's object; `undefined` for any other object. */
export function parseRecordName(name: string): RecordName | undefined {
  const groups = namePattern.exec(name)?.groups;
  if (groups === undefined) return undefined;
  return {
    chainId: groups["id"] as string,
    number: Number(groups["number"]),
    hasSuffix: groups["suffix"] !== undefined,
  };
}

/**
 * Returns the records of a chain in the order that all readers give them: by number. Of several with one number, those that later
 * records speak of come first, since they are the ones that were acted on, and then the name decides.
 */
export function orderedRecords({
  numbers,
  records,
}: Pick<Chain, "numbers" | "records">): readonly JournalRecord[] {
  const mentioned = new Set<string | undefined>();
  for (const record of records.values()) {
    if (record.kind === "end") mentioned.add(record.of);
    if (record.kind === "intent") mentioned.add(record.replaces);
  }
  return [...records]
    .map(([name, record]) => ({ name, record, number: numbers.get(name) ?? 0 }))
    .sort(
      (one, other) =>
        one.number - other.number ||
        Number(mentioned.has(other.record.id)) - Number(mentioned.has(one.record.id)) ||
        (one.name < other.name ? -1 : 1),
    )
    .map(({ record }) => record);
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
