import { randomUUID } from "node:crypto";
import type { JournalFiles } from "../../ports/journalFiles.ts";
import type { Clock } from "../../ports/ports.ts";
import type { Appended, JournalStore, RecordSink } from "../journalStore.ts";
import { type JournalRecord, keepSettledMs } from "../records.ts";
import { type CompactedCalls, compactSegments } from "./compactSegments.ts";
import { SegmentedLog } from "./segmentedLog.ts";

const defaultSegmentBytes = 1024 * 1024;

/** Options of {@link openFileStore}. */
export interface FileStoreOptions {
  readonly files: JournalFiles;
  readonly clock: Pick<Clock, "now">;
  /** Size from which a file is sealed and the next one started, bytes. @default 1 MiB */
  readonly segmentBytes?: number;
}

/**
 * Opens a store in files that only this machine appends to. Reads it completely, and drops calls
 * that were settled more than a month ago.
 */
export async function openFileStore(
  path: string,
  { files, clock, segmentBytes = defaultSegmentBytes }: FileStoreOptions,
  sink: RecordSink & CompactedCalls,
): Promise<JournalStore> {
  const log = await SegmentedLog.open(path, files, (record) => sink.apply(record));
  const settledBeforeAt = clock.now() - keepSettledMs;
  // A failure is harmless: the journal only stays large.
  await compactSegments(path, {
    files,
    calls: sink,
    currentNumber: log.number,
    settledBeforeAt,
  }).catch(() => undefined);
  return new FileStore(log, segmentBytes);
}

class FileStore implements JournalStore {
  readonly #log: SegmentedLog;
  readonly #segmentBytes: number;
  /** Records of the next batch. */
  #waiting: JournalRecord[] = [];
  #nextBatch: Promise<void> | undefined;
  #nextRead: Promise<void> | undefined;
  #lastWork: Promise<unknown> = Promise.resolve();

  constructor(log: SegmentedLog, segmentBytes: number) {
    this.#log = log;
    this.#segmentBytes = segmentBytes;
  }

  /** Reads new records. Callers share a read that has not started yet. */
  read(): Promise<void> {
    this.#nextRead ??= this.#inSequence(async () => {
      this.#nextRead = undefined;
      await this.#log.readOn();
    });
    return this.#nextRead;
  }

  /**
   * Writes records together with all others that wait for the current batch. Their position in the
   * file decides their effect.
   */
  async append(records: readonly JournalRecord[]): Promise<Appended> {
    this.#waiting.push(...records);
    this.#nextBatch ??= this.#inSequence(async () => {
      this.#nextBatch = undefined;
      const batch = this.#waiting;
      this.#waiting = [];
      await this.#write(batch);
    });
    await this.#nextBatch;
    return "written";
  }

  keyCount(): number {
    return 0;
  }

  close(): Promise<void> {
    return this.#inSequence(() => this.#log.close());
  }

  async #write(batch: readonly JournalRecord[]): Promise<void> {
    if (this.#log.readBytes > this.#segmentBytes) {
      await this.#log.append([{ kind: "seal", id: randomUUID() }]);
      await this.#log.readOn();
    }
    const lastId = batch.at(-1)?.id as string;
    for (;;) {
      const { number } = this.#log;
      await this.#log.append(batch);
      if ((await this.#log.readOn()).has(lastId)) return;
      if (this.#log.number === number) throw new Error("written records cannot be read back");
    }
  }

  /** Serializes reads and writes, because both advance in the files. */
  #inSequence<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastWork.then(work);
    this.#lastWork = done.catch(() => undefined);
    return done;
  }
}
