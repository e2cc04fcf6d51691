import { createHash } from "node:crypto";
import { generationKey, parseGenerationKey, type ResourceKey } from "../../model/resourceKey.ts";
import { resourceName } from "../knownCalls.ts";
import { mustStay } from "../journal.ts";
import { type IntentRecord, type JournalRecord, unknownOwner } from "../records.ts";

/**
 * Records of one key, each a separate object `HASH.GENERATION.NUMBER`: `HASH` identifies the
 * resource, and `NUMBER` counts the records from 1. Where the store cannot decide between two
 * objects of one name, the name of a record also has a suffix `-ID`.
 */
export interface Chain {
  /** `HASH.GENERATION`. */
  readonly id: string;
  /** Known after a record was read or requested. */
  key: string | undefined;
  /** Numbers of the objects that were listed or created, by name. */
  readonly numbers: Map<string, number>;
  /** Records that were read or created, by name. */
  readonly records: Map<string, JournalRecord>;
  /** Names of records that their writers withdrew because of a rival with the same number. */
  readonly withdrawn: Set<string>;
  /** Names of valid records that this process wrote. */
  readonly written: Set<string>;
  /** Highest number so far. */
  last: number;
  /** `true` when the current records were delivered. */
  isDelivered: boolean;
  /** Last scheduled work on the chain. */
  lastWork: Promise<unknown>;
}

type RecordsOfChain = Pick<Chain, "numbers" | "records" | "withdrawn" | "written">;

/** Returns a chain without records. */
export function newChain(id: string): Chain {
  return {
    id,
    key: undefined,
    numbers: new Map(),
    records: new Map(),
    withdrawn: new Set(),
    written: new Set(),
    last: 0,
    isDelivered: true,
    lastWork: Promise.resolve(),
  };
}

/** Returns the id of the chain of a key. */
export function chainIdOf(key: string): string {
  const name = parseGenerationKey(key);
  return name === undefined ? `${hash(key)}.0` : `${hash(resourceName(name))}.${name.generation}`;
}

/** Returns the prefix of the ids of all chains of a resource, up to the dot. */
export function chainGroupOf(resource: ResourceKey): string {
  return hash(resourceName(resource));
}

/** Returns the key of a resource's chain. */
export function keyOfChain(resource: ResourceKey, { id }: Pick<Chain, "id">): string {
  return generationKey({ ...resource, generation: Number(id.slice(id.indexOf(".") + 1)) });
}

const namePattern =
  /^(?<record>(?<id>[\w-]{22}\.\d{1,15})\.(?<number>[1-9]\d{0,8})(?:-[\w-]+)?)(?<withdrawn>\.withdrawn)?$/;

/** Parsed name of an object. */
export interface RecordName {
  readonly chainId: string;
  /** Name of the record's object. */
  readonly record: string;
  readonly number: number;
  /** `true` when the object marks a withdrawal instead of containing a record. */
  readonly isWithdrawal: boolean;
}

/** Parses the name of an object; `undefined` when it belongs to no record. */
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
 * Returns the records of a chain in the order that all readers use: by number. Of several records
 * with one number, those that were acted on count, otherwise one that was not withdrawn.
 */
export function orderedRecords(chain: RecordsOfChain): readonly JournalRecord[] {
  return inOrder(chain).flatMap(({ name, record }) =>
    chain.withdrawn.has(name) ? withdrawnRecords(record) : [record],
  );
}

/** Returns the id of the valid record with the highest number of a chain. */
export function lastRecordId(chain: RecordsOfChain): string | undefined {
  const ordered = inOrder(chain);
  const last = ordered.at(-1)?.number;
  return ordered.find(({ number }) => number === last)?.record.id;
}

interface PlacedRecord {
  readonly name: string;
  readonly record: JournalRecord;
  readonly number: number;
}

/** Returns the valid records: for each number those that were acted on, otherwise the first by name. */
function inOrder(chain: RecordsOfChain): readonly PlacedRecord[] {
  const decided = decidedIn(chain);
  const placed = [...chain.records]
    .map(([name, record]) => ({ name, record, number: chain.numbers.get(name) ?? 0 }))
    .filter(({ name, record }) => decided.has(record.id) || !chain.withdrawn.has(name))
    .sort((one, other) => one.number - other.number || (one.name < other.name ? -1 : 1));
  const firsts = new Map<number, string>();
  for (const { number, record } of placed) {
    const first = firsts.get(number);
    if (first === undefined || (decided.has(record.id) && !decided.has(first))) firsts.set(number, record.id);
  }
  return placed.filter(({ number, record }) => decided.has(record.id) || firsts.get(number) === record.id);
}

/**
 * Returns whether a number of a chain has several records, each of which may be the one that was
 * acted on. The conflict ends when their writers withdraw, or when a later record refers to one of
 * them. Equal ends of one claim do not conflict.
 */
export function isContested(chain: RecordsOfChain): boolean {
  const decided = decidedIn(chain);
  const rivals = new Map<number, Set<string>>();
  const decidedNumbers = new Set<number>();
  for (const [name, record] of chain.records) {
    const number = chain.numbers.get(name) ?? 0;
    if (decided.has(record.id)) decidedNumbers.add(number);
    else if (!chain.withdrawn.has(name)) {
      const meanings = rivals.get(number) ?? new Set();
      rivals.set(number, meanings.add(meaningOf(record)));
    }
  }
  return [...rivals].some(([number, { size }]) => size > 1 && !decidedNumbers.has(number));
}

function meaningOf(record: JournalRecord): string {
  return record.kind === "end" ? `${record.end.kind} ${record.of}` : record.id;
}

/** Returns the ids of records that were acted on, by later valid records or by this process. */
function decidedIn({ numbers, records, withdrawn, written }: RecordsOfChain): ReadonlySet<string> {
  const decided = new Set<string>();
  const fromLast = [...records].sort(([one], [other]) => (numbers.get(other) ?? 0) - (numbers.get(one) ?? 0));
  for (const [name, record] of fromLast) {
    if (written.has(name)) decided.add(record.id);
    if (record.kind === "seal" || (withdrawn.has(name) && !decided.has(record.id))) continue;
    const mentioned = record.kind === "end" ? [record.of, record.after] : [record.replaces, record.after];
    for (const id of mentioned) if (id !== undefined) decided.add(id);
  }
  return decided;
}

/**
 * Returns the replacement of a record that was withdrawn after another process acted on it. An end
 * is still valid; a claim was not sent.
 */
function withdrawnRecords(record: JournalRecord): readonly JournalRecord[] {
  if (record.kind !== "intent") return [record];
  const { id, key, at } = record;
  // If it replaces a claim that may have run, `notSent` would wrongly free the key.
  const kind = record.replaces === undefined ? "notSent" : "unknown";
  return [record, { kind: "end", id, key, of: id, at, end: { kind } }];
}

/**
 * Returns whether all claims of a chain ended permanently before a time, including those of another
 * backend or organization. A replaced claim has no end of its own.
 */
export function isSettled(chain: RecordsOfChain, at: number): boolean {
  const records = orderedRecords(chain);
  return records.every((record) => {
    if (record.kind !== "intent") return true;
    const last = records.findLast((one) => one.kind === "end" && one.of === record.id);
    if (last?.kind !== "end")
      return records.some((one) => one.kind === "intent" && one.replaces === record.id);
    return last.at < at && !mustStay(last.end, record);
  });
}

/**
 * Longest time during which an unreadable claim may still be sent, and clock error of a file
 * system, milliseconds.
 */
const unreadableSendsMs = 300_000;

/**
 * Returns a substitute for an unreadable record: a claim of an unknown process that may have been
 * sent. It replaces the preceding claim if that can be replaced, and counts as the same call: the
 * record may be the end of that claim, or a call in its place. Without a preceding claim its action
 * is empty, and it cannot be compared with any call.
 */
export function unreadableRecord(
  name: string,
  key: string,
  writtenAt: number,
  before: readonly JournalRecord[],
): IntentRecord {
  const claims = before.filter((record) => record.kind === "intent");
  const { id: replaces, action = "", paramsHash = "" } = claims.at(-1) ?? {};
  return {
    kind: "intent",
    id: `unreadable ${name}`,
    key,
    action,
    paramsHash,
    at: Math.min(writtenAt, ...claims.map(({ at }) => at)),
    sendsUntilAt: writtenAt + unreadableSendsMs,
    owner: unknownOwner,
    ...(replaces === undefined ? {} : { replaces }),
  };
}

/** Clock difference that is attributed to the duration of a write, milliseconds. */
const tolerableSkewMs = 10_000;
/** Precision of the times in stores, milliseconds. */
const precisionMs = 2_000;

/**
 * Converts the times of a record to the clock of this machine. The time at which the store received
 * the record shows the clock error of its writer. An attempt counts as possible until the latest
 * time that this error allows.
 * @param writtenAt - Time at which the store received the record, by the clock of this machine,
 * epoch milliseconds.
 */
export function byOwnClock<Record extends JournalRecord>(record: Record, writtenAt: number): Record {
  if (record.kind === "seal") return record;
  const skewMs = writtenAt - record.at;
  const shiftMs = Math.abs(skewMs) > tolerableSkewMs ? skewMs : 0;
  const at = record.at + shiftMs;
  if (record.kind === "end") return { ...record, at };
  const sendsUntilAt = record.sendsUntilAt + (skewMs > precisionMs ? skewMs : shiftMs);
  const { sentFromAt } = record;
  return {
    ...record,
    at,
    sendsUntilAt: sendsUntilAt + (shiftMs === 0 ? 0 : precisionMs),
    ...(sentFromAt === undefined ? {} : { sentFromAt: sentFromAt + shiftMs }),
  };
}

/** Returns a 22-character hash of a text. */
function hash(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
