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
  /** A file that is longer is sealed and the next one begun, bytes. @default 1 MiB */
  readonly segmentBytes?: number;
}

/** Opens a store in files that only this machine appends to, reads it whole, and drops what was settled more than a month ago. */
export async function openFileStore(
  path: string,
  { files, clock, segmentBytes = defaultSegmentBytes }: FileStoreOptions,
  sink: RecordSink & CompactedCalls,
): Promise<JournalStore> {
  const log = await SegmentedLog.open(path, files, (record) => sink.apply(record));
  const settledBeforeAt = clock.now() - keepSettledMs;
  // Whatever stands in its way, a journal that stays large does as well.
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
  /** What the next batch writes. */
  #waiting: JournalRecord[] = [];
  #nextBatch: Promise<void> | undefined;
  #nextRead: Promise<void> | undefined;
  #lastWork: Promise<unknown> = Promise.resolve();

  constructor(log: SegmentedLog, segmentBytes: number) {
    this.#log = log;
    this.#segmentBytes = segmentBytes;
  }

  /** Callers that ask before a read has begun share it. */
  read(): Promise<void> {
    this.#nextRead ??= this.#inTurn(async () => {
      this.#nextRead = undefined;
      await this.#log.readOn();
    });
    return this.#nextRead;
  }

  /** Writes records with all others that wait for the batch under way; their place in the file decides what they change. */
  async append(records: readonly JournalRecord[]): Promise<Appended> {
    this.#waiting.push(...records);
    this.#nextBatch ??= this.#inTurn(async () => {
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
    return this.#inTurn(() => this.#log.close());
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
      if (this.#log.number === number) throw new Error("what was written cannot be read back");
    }
  }

  /** Reading and writing take turns, since both move on in the files. */
  #inTurn<T>(work: () => Promise<T>): Promise<T> {
    const done = this.#lastWork.then(work);
    this.#lastWork = done.catch(() => undefined);
    return done;
  }
}
