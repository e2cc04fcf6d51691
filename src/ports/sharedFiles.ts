/** Files in a directory that several machines may share. Every failure is thrown as the system reports it. */
export interface SharedFiles {
  /** Makes a directory and those above it, durably. */
  readonly makeDirectory: (directory: string) => Promise<void>;
  /** Names in a directory; none when it does not exist. */
  readonly list: (directory: string) => Promise<readonly string[]>;
  /** A file and the time of its last change; `undefined` when it does not exist. */
  readonly read: (path: string) => Promise<SharedFile | undefined>;
  /** Time of a file's last change by the clock of the file system, epoch milliseconds; `undefined` when the file does not exist. */
  readonly modifiedAt: (path: string) => Promise<number | undefined>;
  /** Makes a file with durable contents. `false`: a file of that name exists, and stays as it is. Its name is durable after `syncDirectory`. */
  readonly create: (path: string, bytes: Uint8Array) => Promise<boolean>;
  /** Gives a file one more name. `false`: a file of that name exists, and stays as it is. */
  readonly link: (path: string, name: string) => Promise<boolean>;
  /** Makes the names in a directory durable. */
  readonly syncDirectory: (directory: string) => Promise<void>;
  /** Removes a name, if it exists. */
  readonly remove: (path: string) => Promise<void>;
}

/** Contents of a file. */
export interface SharedFile {
  readonly bytes: Uint8Array;
  /** By the clock of the file system, epoch milliseconds. */
  readonly modifiedAt: number;
}
