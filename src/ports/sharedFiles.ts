/** Files in a directory that several machines may share. Throws system errors unchanged. */
export interface SharedFiles {
  /** Creates a directory and its parents, durably. */
  readonly makeDirectory: (directory: string) => Promise<void>;
  /** Lists the names in a directory; empty when it does not exist. */
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** Reads a file and the time of its last change; `undefined` when it does not exist. */
  readonly read: (path: string) => Promise<SharedFile | undefined>;
  /**
   * Returns the time of a file's last change by the clock of the file system, epoch milliseconds;
   * `undefined` when the file does not exist.
   */
  readonly modifiedAt: (path: string) => Promise<number | undefined>;
  /**
   * Creates a file with durable contents. Returns `false` when a file of that name exists, and
   * leaves it unchanged. The name is durable after `syncDirectory`.
   */
  readonly create: (path: string, bytes: Uint8Array) => Promise<boolean>;
  /** Adds a name to a file. Returns `false` when a file of that name exists, and leaves it unchanged. */
  readonly link: (path: string, name: string) => Promise<boolean>;
  /** Makes the names in a directory durable. */
  readonly syncDirectory: (directory: string) => Promise<void>;
  /** Removes a name, if it exists. */
  readonly remove: (path: string) => Promise<void>;
}

/** Contents of a file, and the time of its last change. */
export interface SharedFile {
  readonly bytes: Uint8Array;
  /** Time of the last change by the clock of the file system, epoch milliseconds. */
  readonly modifiedAt: number;
}
