/** The files under a journal, so that tests can break them. Every failure is thrown as the system reports it. */
export interface JournalFiles {
  /** The names in a folder; none when there is no such folder. */
  readonly list: (folder: string) => Promise<readonly string[]>;
  /** Opens a file for its owner alone; makes it, and the folders above it, durably where they are missing. */
  readonly open: (path: string) => Promise<JournalFile>;
  /** Puts a durable file in the place of another one, at once and whole. */
  readonly replace: (path: string, bytes: Uint8Array) => Promise<void>;
  readonly remove: (path: string) => Promise<void>;
}

/** An open file to which several processes may append. */
export interface JournalFile {
  /** Puts bytes behind everything that is in the file, with one write, and answers how many of them it took. */
  readonly append: (bytes: Uint8Array) => Promise<number>;
  /** Makes durable what was appended. */
  readonly sync: () => Promise<void>;
  /** Everything from an offset to the end. */
  readonly read: (from: number) => Promise<Uint8Array>;
  readonly close: () => Promise<void>;
}
