import type { ResourceKey } from "../model/resourceKey.ts";
import type { JournalRecord } from "./records.ts";

/**
 * Durable records of calls, shared by any number of processes. All readers see the records of one
 * key in the same order. Only that order decides which claim has the key. Promises reject with the
 * error of the system or the service.
 */
export interface JournalStore {
  /**
   * Delivers the records that other processes have written. With a resource, it delivers at least
   * its records, which may be as old as the last full read: a claim based on outdated records fails
   * and delivers the missing ones.
   */
  readonly read: (resource?: ResourceKey) => Promise<void>;
  /**
   * Makes records durable after all others of their keys. When it resolves, all preceding records
   * and these have been delivered. When it rejects, a record may or may not be in the store.
   * @param isWanted - Returns whether a record still has an effect after all records before it.
   * Others are left out.
   * @returns the result for the last of the records
   */
  readonly append: (
    records: readonly JournalRecord[],
    isWanted: (record: JournalRecord) => boolean,
  ) => Promise<Appended>;
  /**
   * Returns the number of keys in the store of one stack, as of the last list; 0 for a store that
   * may contain several stacks.
   */
  readonly keyCount: () => number;
  readonly close: () => Promise<void>;
}

/**
 * Result of appending a record: written; left out because it has no effect; or withdrawn because of
 * a conflict with another process. A withdrawn claim must be retried with another id.
 */
export type Appended = "written" | "leftOut" | "withdrawn";

/** Receiver of the records of a store. */
export interface RecordSink {
  /** Applies the next record. */
  readonly apply: (record: JournalRecord) => void;
  /** Replaces all records of a key. */
  readonly replace: (key: string, records: readonly JournalRecord[]) => void;
}
