import { randomUUID } from "node:crypto";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Clock } from "../ports/ports.ts";
import { generationKey, type ResourceKey, parseGenerationKey } from "../model/resourceKey.ts";
import { applyRecord, type Intended, type Journal, type JournalEntry } from "./journal.ts";
import { compact } from "./compact.ts";
import type { JournalFiles } from "../ports/journalFiles.ts";
import type { EndRecord, Intent, IntentRecord, CallEnd, JournalRecord } from "./records.ts";
import type { Owner } from "../ports/processes.ts";
import { SegmentedLog } from "./segmentedLog.ts";

const defaultSegmentBytes = 1024 * 1024;
/** A month, after which the API drops activations too, and a day for different ways to count one. [doc] */
const keepSettledMs = 32 * 24 * 3_600_000;

/** Options of {@link openJournal}. */
export interface JournalOptions {
  readonly files: JournalFiles;
  readonly clock: Pick<Clock, "now">;
  /** This process. */
  readonly self: Owner;
  /** Length above which a file is sealed and the next one started, bytes. @default 1 MiB */
  readonly segmentBytes?: number;
}

/**
 * Opens a journal, reads all of it, and drops what was settled more than a month ago.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE
 */
export async function openJournal(path: string, parts: JournalOptions): Promise<Journal> {
  return guarded(path, async () => {
    const entries = new Map<string, JournalEntry>();
    const generations = new Generations();
    const log = await SegmentedLog.open(path, parts.files, (record) => {
      applyRecord(entries, record);
      if (record.kind === "intent") generations.add(record.key);
    });
    const settledBeforeAt = parts.clock.now() - keepSettledMs;
    // A journal that cannot be compacted works as well.
    await compact(path, { files: parts.files, entries, currentNumber: log.number, settledBeforeAt }).catch(
      () => undefined,
    );
    return new OpenJournal(path, parts, log, { entries, generations });
  });
}

class OpenJournal implements Journal {
  readonly #path: string;
  readonly #clock: Pick<Clock, "now">;
  readonly #self: Owner;
  readonly #segmentBytes: number;
  readonly #log: SegmentedLog;
  readonly #entries: ReadonlyMap<string, JournalEntry>;
  readonly #generations: Generations;
  /** Records of the next batch. */
  #waiting: JournalRecord[] = [];
  #nextBatch: Promise<void> | undefined;
  #nextRead: Promise<void> | undefined;
  #lastWork: Promise<unknown> = Promise.resolve();

  constructor(
    path: string,
    { clock, self, segmentBytes = defaultSegmentBytes }: JournalOptions,
    log: SegmentedLog,
    known: { readonly entries: ReadonlyMap<string, JournalEntry>; readonly generations: Generations },
  ) {
    this.#path = path;
    this.#clock = clock;
    this.#self = self;
    this.#segmentBytes = segmentBytes;
    this.#log = log;
    this.#entries = known.entries;
    this.#generations = known.generations;
  }

  async find(key: string): Promise<JournalEntry | undefined> {
    await this.#readOn();
    return this.#known(key);
  }

  async generations(resource: ResourceKey): Promise<ReadonlyMap<number, JournalEntry>> {
    await this.#readOn();
    const known = new Map<number, JournalEntry>();
    for (const generation of this.#generations.of(resource)) {
      const entry = this.#known(generationKey({ ...resource, generation }));
      if (entry !== undefined) known.set(generation, entry);
    }
    return known;
  }

  /** Returns the entry of a key with the ends that could not be written yet: they are true all the same. */
  #known(key: string): JournalEntry | undefined {
    const entry = this.#entries.get(key);
    if (this.#waiting.length === 0) return entry;
    const known = new Map(entry === undefined ? [] : [[key, entry]]);
    for (const record of this.#waiting) {
      if (record.kind === "end" && record.key === key) applyRecord(known, record);
    }
    return known.get(key);
  }

  async entries(): Promise<readonly JournalEntry[]> {
    await this.#readOn();
    return [...this.#entries.values()];
  }

  claimOf(activationId: string): string | undefined {
    for (const { claim, end } of this.#entries.values()) if (end?.activationId === activationId) return claim;
    return undefined;
  }

  async intend(intent: Intent): Promise<Intended> {
    const record: IntentRecord = {
      kind: "intent",
      id: randomUUID(),
      ...intent,
      at: this.#clock.now(),
      owner: this.#self,
    };
    await this.#write(record);
    const entry = this.#entries.get(intent.key) as JournalEntry;
    if (entry.claim === record.id) return { kind: "claimed", entry };
    await this.#write(this.#endOf({ key: intent.key, claim: record.id }, { kind: "notSent" }));
    return { kind: "taken", entry };
  }

  end(claim: Pick<JournalEntry, "key" | "claim">, end: CallEnd): Promise<void> {
    return this.#write(this.#endOf(claim, end));
  }

  close(): Promise<void> {
    return this.#inOrder(() => this.#log.close());
  }

  /** Reads new records. Callers that come before the read has started share it. */
  #readOn(): Promise<void> {
    this.#nextRead ??= this.#inOrder(async () => {
      this.#nextRead = undefined;
      await this.#log.readOn();
    });
    return this.#nextRead;
  }

  #endOf({ key, claim }: Pick<JournalEntry, "key" | "claim">, end: CallEnd): EndRecord {
    return { kind: "end", id: randomUUID(), key, of: claim, at: this.#clock.now(), end };
  }

  /** Writes a record together with all others that wait for the batch in progress. */
  #write(record: JournalRecord): Promise<void> {
    this.#waiting.push(record);
    this.#nextBatch ??= this.#inOrder(async () => {
      this.#nextBatch = undefined;
      const batch = this.#waiting;
      this.#waiting = [];
      try {
        await this.#writeBatch(batch);
      } catch (error) {
        this.#waiting.unshift(...batch.map((one) => this.#afterFailure(one)));
        throw error;
      }
    });
    return this.#nextBatch;
  }

  async #writeBatch(batch: readonly JournalRecord[]): Promise<void> {
    if (this.#log.readBytes > this.#segmentBytes) {
      await this.#log.append([{ kind: "seal", id: randomUUID() }]);
      await this.#log.readOn();
    }
    const lastId = batch.at(-1)?.id as string;
    for (;;) {
      const { number } = this.#log;
      await this.#log.append(batch);
      if ((await this.#log.readOn()).has(lastId)) return;
      if (this.#log.number === number) throw new Error("what was written cannot be read back");
    }
  }

  /** Returns the record to write later in place of one that may or may not be in the file. The call of an intent was not sent. */
  #afterFailure(record: JournalRecord): JournalRecord {
    if (record.kind !== "intent") return record;
    // Where it replaces a claim that may have run, its end must not free the key.
    const kind = record.replaces === undefined ? "notSent" : "unknown";
    return this.#endOf({ key: record.key, claim: record.id }, { kind });
  }

  /** Runs reads and writes one after the other, since both advance in the files. */
  #inOrder<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastWork.then(() => guarded(this.#path, work));
    this.#lastWork = done.catch(() => undefined);
    return done;
  }
}

async function guarded<T>(path: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    const reason = `the journal ${path} cannot be used: ${why}`;
    throw new NcfError("NCF_JOURNAL_UNWRITABLE", { reason, cause });
  }
}

/** Index of the generations of each resource in a journal. */
export class Generations {
  readonly #seen = new Map<string, Set<number>>();

  /** Adds a key. One of another shape belongs to no resource. */
  add(key: string): void {
    const name = parseGenerationKey(key);
    if (name === undefined) return;
    const resource = indexKey(name);
    const seen = this.#seen.get(resource);
    if (seen === undefined) this.#seen.set(resource, new Set([name.generation]));
    else seen.add(name.generation);
  }

  /** Returns the generations of a resource, in order. */
  of(key: ResourceKey): readonly number[] {
    return [...(this.#seen.get(indexKey(key)) ?? [])].toSorted((left, right) => left - right);
  }
}

function indexKey(key: ResourceKey): string {
  return generationKey({ ...key, generation: 0 });
}
