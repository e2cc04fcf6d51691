/** Files of a journal, so that tests can inject failures. Throws system errors unchanged. */
export interface JournalFiles {
  /** Lists the names in a directory; empty when it does not exist. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Opens a file for its owner only. Creates it, and missing parent directories, durably. */
  readonly open: (path: string) => Promise<JournalFile>;
  /** Replaces a file atomically and durably. */
  readonly replace: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

/** An open file to which several processes may append. */
export interface JournalFile {
  /** Appends bytes with a single write, and returns how many were written. */
  readonly append: (bytes: Uint8Array) => Promise<number>;
  /** Makes the appended bytes durable. */
  readonly sync: () => Promise<void>;
  /** Reads from an offset to the end. */
  readonly read: (from: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}
