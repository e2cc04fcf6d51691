import type { JournalFile, JournalFiles } from "../../ports/journalFiles.ts";
import { type JournalRecord, formatRecord, parseRecord } from "../records.ts";
import { basename, dirname } from "node:path";

const lineBreak = 0x0a;

/**
 * Append-only records in files that any number of processes share without a lock. One write appends
 * a batch, and the order in the files is the order for all processes. A seal ends a file. Records
 * that a process appends after an unread seal do not count; reading on shows the seal. This relies
 * on atomic appends, which local file systems provide (POSIX `O_APPEND`, Windows
 * `FILE_APPEND_DATA`) and NFS does not.
 */
export class SegmentedLog {
  readonly #path: string;
  readonly #files: JournalFiles;
  readonly #onRecord: (record: JournalRecord) => void;
  #number: number;
  #file: JournalFile;
  #readTo = 0;

  private constructor(
    path: string,
    files: JournalFiles,
    onRecord: (record: JournalRecord) => void,
    first: { readonly number: number; readonly file: JournalFile },
  ) {
    this.#path = path;
    this.#files = files;
    this.#onRecord = onRecord;
    this.#number = first.number;
    this.#file = first.file;
  }

  /** Opens the log and reads it completely. */
  static async open(
    path: string,
    files: JournalFiles,
    onRecord: (record: JournalRecord) => void,
  ): Promise<SegmentedLog> {
    const numbers = await segmentNumbers(path, files);
    const number = numbers[0] ?? 0;
    const file = await files.open(segmentPath(path, number));
    const log = new SegmentedLog(path, files, onRecord, { number, file });
    try {
      await log.readOn();
      // A power loss may drop a seal although the next file exists.
      while (log.#number < (numbers.at(-1) ?? 0)) {
        await log.#moveOn();
        await log.readOn();
      }
    } catch (error) {
      await log.close();
      throw error;
    }
    return log;
  }

  /** Returns the number of the current segment. */
  get number(): number {
    return this.#number;
  }

  /** Returns the number of bytes read from the current segment. */
  get readBytes(): number {
    return this.#readTo;
  }

  /** Reads new records and returns their ids. */
  async readOn(): Promise<ReadonlySet<string>> {
    const ids = new Set<string>();
    while (await this.#readSegment(ids)) await this.#moveOn();
    return ids;
  }

  /** Appends records with one write and makes them durable. They count once `readOn` has returned them. */
  async append(records: readonly JournalRecord[]): Promise<void> {
    // The leading line break separates them from an incomplete line of another process.
    const bytes = Buffer.from(`\n${records.map(formatRecord).join("\n")}\n`);
    const written = await this.#file.append(bytes);
    if (written !== bytes.byteLength) {
      throw new Error(`only ${written} of ${bytes.byteLength} bytes could be written`);
    }
    await this.#file.sync();
  }

  close(): Promise<void> {
    return this.#file.close();
  }

  /** Reads the current segment. Returns whether it found a seal. */
  async #readSegment(ids: Set<string>): Promise<boolean> {
    const bytes = await this.#file.read(this.#readTo);
    const wholeBytes = bytes.lastIndexOf(lineBreak) + 1;
    this.#readTo += wholeBytes;
    for (const line of Buffer.from(bytes.subarray(0, wholeBytes)).toString().split("\n")) {
      const record = parseRecord(line);
      if (record?.kind === "seal") return true;
      if (record === undefined) continue;
      ids.add(record.id);
      this.#onRecord(record);
    }
    return false;
  }

  async #moveOn(): Promise<void> {
    // Later records depend on records of others in this segment; a power loss must not drop it alone.
    await this.#file.sync();
    const numbers = await segmentNumbers(this.#path, this.#files);
    const number = numbers.find((one) => one > this.#number) ?? this.#number + 1;
    const file = await this.#files.open(segmentPath(this.#path, number));
    await this.#file.close();
    this.#file = file;
    this.#number = number;
    this.#readTo = 0;
  }
}

/** Returns the path of a segment: the path of the journal for the first, then with `.1`, `.2` and so on. */
export function segmentPath(path: string, number: number): string {
  return number === 0 ? path : `${path}.${number}`;
}

/** Returns the numbers of the existing segments, ascending. */
export async function segmentNumbers(path: string, files: JournalFiles): Promise<readonly number[]> {
  const name = basename(path);
  const numbers: number[] = [];
  for (const found of await files.list(dirname(path))) {
    if (found === name) numbers.push(0);
    const tail = found.startsWith(`${name}.`) ? found.slice(name.length + 1) : "";
    if (/^[1-9]\d{0,8}$/.test(tail)) numbers.push(Number(tail));
  }
  return numbers.sort((left, right) => left - right);
}
