import { randomUUID } from "node:crypto";
import type { ResourceKey } from "../../model/resourceKey.ts";
import type { Clock } from "../../ports/ports.ts";
import type { Appended, JournalStore, RecordSink } from "../journalStore.ts";
import {
  type EndRecord,
  formatRecord,
  type IntentRecord,
  type JournalRecord,
  parseRecord,
} from "../records.ts";
import {
  byOwnClock,
  type Chain,
  chainIdOf,
  chainGroupOf,
  isContested,
  isSettled,
  keyOfChain,
  lastRecordId,
  newChain,
  orderedRecords,
  parseRecordName,
  unreadableRecord,
} from "./chains.ts";
import { type ListedObject, type RecordObjects, withdrawalOf } from "./recordObjects.ts";
import { sweepOnceADay } from "./sweepOnceADay.ts";

const readsAtOnce = 64;
const createTries = 20;
/** Rounds in which competing writers of one number may withdraw, unless one of them has died. */
const contestedTries = 10;
const contestedPauseMs = 200;

/**
 * Opens a store in which every record is a separate object and the records of a key are numbered,
 * so that two machines never write to one object. The next number of a key can be created only
 * once, which decides between machines. A machine that fails must first read the records that it
 * missed. Lists all names when it opens; reads the records of a resource on demand.
 */
export async function openChainStore(
  objects: RecordObjects,
  clock: Clock,
  sink: RecordSink,
): Promise<JournalStore> {
  const store = new ChainStore(objects, clock, sink);
  await store.open(clock.now());
  return store;
}

class ChainStore implements JournalStore {
  readonly #objects: RecordObjects;
  readonly #clock: Clock;
  readonly #sink: RecordSink;
  readonly #chains = new Map<string, Chain>();
  /** Chains of each resource. */
  readonly #groups = new Map<string, Chain[]>();
  #nextRead: Promise<void> | undefined;
  #lastRead: Promise<void> = Promise.resolve();
  #sweep: Promise<void> = Promise.resolve();

  constructor(objects: RecordObjects, clock: Clock, sink: RecordSink) {
    this.#objects = objects;
    this.#clock = clock;
    this.#sink = sink;
  }

  async open(now: number): Promise<void> {
    const listed = await this.#objects.list("");
    this.#merge(listed);
    // A failure is harmless: the store only stays large.
    this.#sweep = sweepOnceADay(this.#objects, listed, now, async (ids, settledBeforeAt) => {
      const old = ids.map((id) => this.#chainOf(id));
      await inParallel(old, (chain) => this.#inSequence(chain, () => this.#drop(chain, settledBeforeAt)));
    }).catch(() => undefined);
  }

  async read(resource?: ResourceKey): Promise<void> {
    if (resource === undefined) return this.#readAll();
    const chains = this.#groups.get(chainGroupOf(resource)) ?? [];
    for (const chain of chains) chain.key ??= keyOfChain(resource, chain);
    await inParallel(chains, (chain) => this.#inSequence(chain, () => this.#load(chain)));
  }

  async append(
    records: readonly JournalRecord[],
    isWanted: (record: JournalRecord) => boolean,
  ): Promise<Appended> {
    const written = records.map((record): Promise<Appended> => {
      if (record.kind === "seal") return Promise.resolve("leftOut");
      const chain = this.#chainOf(chainIdOf(record.key));
      chain.key = record.key;
      return this.#inSequence(chain, () => this.#write(chain, record, isWanted));
    });
    // Wait for all writes before reporting the first failure.
    await Promise.allSettled(written);
    await Promise.all(written);
    return (await written.at(-1)) ?? "leftOut";
  }

  keyCount(): number {
    return this.#chains.size;
  }

  async close(): Promise<void> {
    await this.#sweep;
    await this.#objects.close();
  }

  /** Reads all records. Callers share a list that has not been requested yet. */
  #readAll(): Promise<void> {
    this.#nextRead ??= this.#lastRead.then(async () => {
      this.#nextRead = undefined;
      this.#merge(await this.#objects.list(""));
      await inParallel([...this.#chains.values()], (chain) =>
        this.#inSequence(chain, () => this.#load(chain)),
      );
    });
    this.#lastRead = this.#nextRead.catch(() => undefined);
    return this.#nextRead;
  }

  /**
   * Writes a record under the next number of its chain, unless records of other processes make it
   * ineffective.
   */
  async #write(
    chain: Chain,
    record: IntentRecord | EndRecord,
    isWanted: (record: JournalRecord) => boolean,
  ): Promise<Appended> {
    const prefix = `${chain.id}.`;
    let isFresh = false;
    for (let tries = 0; tries < createTries; tries += 1) {
      await this.#load(chain);
      if (!isWanted(record)) {
        if (isFresh) return nameOf(chain, record) === undefined ? "leftOut" : "written";
        // The known records may be outdated, and the key free by now.
        this.#merge(await this.#objects.list(prefix));
        isFresh = true;
        continue;
      }
      const name = `${prefix}${chain.last + 1}`;
      if (isContested(chain) && (tries < contestedTries || record.kind === "intent")) {
        if (tries >= contestedTries) return "leftOut";
        await this.#clock.sleep(contestedPauseMs);
        this.#merge(await this.#objects.list(prefix));
        continue;
      }
      const known = new Set(chain.numbers.keys());
      const after = lastRecordId(chain);
      const numbered = { ...record, ...(after === undefined ? {} : { after }) };
      const made = await this.#objects.create({ name, text: formatRecord(numbered), prefix, known });
      if (made !== undefined) {
        this.#add(chain, made, numbered);
        chain.written.add(made);
        this.#deliver(chain);
        return "written";
      }
      // A list may lag behind in a network directory; the object itself does not.
      if ((await this.#objects.read(name)) !== undefined) this.#name(chain, name);
      this.#merge(await this.#objects.list(prefix));
      isFresh = true;
      await this.#load(chain);
      if (
        nameOf(chain, record) === undefined &&
        [...chain.records.values()].some(({ id }) => id === record.id)
      ) {
        return record.kind === "intent"
          ? "withdrawn"
          : this.#write(chain, { ...record, id: randomUUID() }, isWanted);
      }
    }
    throw new Error(
      `${createTries} attempts to write a record of ${chain.id} conflicted with other processes`,
    );
  }

  /** Reads the unknown records of a chain, and delivers the changes. */
  async #load(chain: Chain): Promise<void> {
    const missing = [...chain.numbers.keys()].filter((name) => !isReadable(chain.records.get(name)));
    const read = await Promise.all(
      missing.map(async (name) => ({ name, object: await this.#objects.read(name) })),
    );
    for (const { name, object } of read.sort((one, other) => numberOf(chain, one) - numberOf(chain, other))) {
      if (object === undefined) {
        // Dropped, because it was settled long ago.
        chain.numbers.delete(name);
        continue;
      }
      const record = parseRecord(object.text);
      if (record !== undefined && record.kind !== "seal" && isOfChain(chain, record.key)) {
        chain.key ??= record.key;
        this.#add(chain, name, byOwnClock(record, object.writtenAt));
      } else if (chain.key !== undefined && !chain.records.has(name)) {
        const before = orderedRecords(chain);
        this.#add(chain, name, unreadableRecord(name, chain.key, object.writtenAt, before));
      }
    }
    this.#deliver(chain);
  }

  #deliver(chain: Chain): void {
    if (chain.isDelivered || chain.key === undefined) return;
    this.#sink.replace(chain.key, orderedRecords(chain));
    chain.isDelivered = true;
  }

  #add(chain: Chain, name: string, record: JournalRecord): void {
    this.#name(chain, name);
    chain.records.set(name, record);
    chain.isDelivered = false;
  }

  #name(chain: Chain, name: string): void {
    const number = parseRecordName(name)?.number ?? 0;
    chain.numbers.set(name, number);
    chain.last = Math.max(chain.last, number);
  }

  #merge(listed: readonly ListedObject[]): void {
    for (const { name } of listed) {
      const parsed = parseRecordName(name);
      if (parsed === undefined) continue;
      const chain = this.#chainOf(parsed.chainId);
      if (!parsed.isWithdrawal) this.#name(chain, name);
      else if (!chain.withdrawn.has(parsed.record)) {
        chain.withdrawn.add(parsed.record);
        chain.isDelivered = false;
      }
    }
  }

  #chainOf(id: string): Chain {
    const known = this.#chains.get(id);
    if (known !== undefined) return known;
    const chain = newChain(id);
    this.#chains.set(id, chain);
    const group = id.slice(0, id.indexOf("."));
    this.#groups.set(group, [...(this.#groups.get(group) ?? []), chain]);
    return chain;
  }

  /** Runs work on a chain sequentially. */
  #inSequence<T>(chain: Chain, work: () => Promise<T>): Promise<T> {
    const done = chain.lastWork.then(work);
    chain.lastWork = done.catch(() => undefined);
    return done;
  }

  /** Drops a chain that was settled before a time. */
  async #drop(chain: Chain, settledBeforeAt: number): Promise<void> {
    await this.#load(chain);
    if (!isSettled(chain, settledBeforeAt)) return;
    // Remove in order: a claim without its end would count as sent.
    const names = [...chain.numbers].sort(([, one], [, other]) => one - other).map(([name]) => name);
    for (const name of [...names, ...[...chain.withdrawn].map(withdrawalOf)])
      await this.#objects.remove(name);
    chain.numbers.clear();
    chain.records.clear();
    chain.withdrawn.clear();
    if (chain.key !== undefined) this.#sink.replace(chain.key, []);
  }
}

/** Returns the name of a record in a chain; `undefined` when it was withdrawn. */
function nameOf({ records, withdrawn }: Chain, { id }: JournalRecord): string | undefined {
  return [...records].find(([name, record]) => record.id === id && !withdrawn.has(name))?.[0];
}

/** Reports whether a record belongs to the chain in whose object it stands; a copy of another one must not decide over either. */
function isOfChain({ id, key }: Chain, recordKey: string): boolean {
  return key === undefined ? chainIdOf(recordKey) === id : recordKey === key;
}

function isReadable(record: JournalRecord | undefined): boolean {
  return record !== undefined && !record.id.startsWith("unreadable ");
}

function numberOf({ numbers }: Chain, { name }: { readonly name: string }): number {
  return numbers.get(name) ?? 0;
}

/** Processes items with bounded parallelism. */
async function inParallel<T>(items: readonly T[], work: (item: T) => Promise<void>): Promise<void> {
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const item = items[next] as T;
      next += 1;
      await work(item);
    }
  };
  await Promise.all(Array.from({ length: Math.min(readsAtOnce, items.length) }, worker));
}
