import type { ResourceKey } from "../model/resourceKey.ts";
import type { JournalRecord } from "./records.ts";

/**
 * Durable records of calls, shared by any number of processes. All readers see the records of one key in the same order, and that
 * order alone decides which claim has the key. Its promises reject with the error of the system or the service.
 */
export interface JournalStore {
  /**
   * Delivers what others wrote until now. With a resource, only its records are needed, and they may be as old as the last full read:
   * a claim that is made on old knowledge fails, and delivers what it missed.
   */
  readonly read: (resource?: ResourceKey) => Promise<void>;
  /**
   * Makes records durable behind all others of their keys. When it resolves, they were delivered with all that stands before them.
   * A record may be in the store or not when it rejects.
   * @param isWanted - Reports whether a record still changes anything, now that all before it was delivered; one that does not is left out
   * @returns what became of the last of the records
   */
  readonly append: (
    records: readonly JournalRecord[],
    isWanted: (record: JournalRecord) => boolean,
  ) => Promise<Appended>;
  /** Returns the number of keys in a store that holds those of one stack, as of the last list; 0 for a store that may hold several stacks. */
  readonly keyCount: () => number;
  readonly close: () => Promise<void>;
}

/**
 * What became of a record: it was written, it was left out since it changes nothing, or it met one of another process and was withdrawn,
 * so that a claim must be tried again under another id.
 */
export type Appended = "written" | "leftOut" | "withdrawn";

/** Receiver of the records of a store. */
export interface RecordSink {
  /** Takes the next record. */
  readonly apply: (record: JournalRecord) => void;
  /** Takes all records of a key in place of those that it had. */
  readonly replace: (key: string, records: readonly JournalRecord[]) => void;
}
