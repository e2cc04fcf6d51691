/**
 * Requests to one bucket. Retries transient failures. Promises reject with an error whose message
 * can be shown.
 */
export interface ObjectClient {
  /**
   * Writes an object.
   * @param ifAbsent - Requests that an existing object of that key stays unchanged (`If-None-Match:
   * *`), which a service may ignore.
   * @returns `exists` when the service kept an object of that key, which may be from an earlier
   * attempt of the same request; `refused` when it does not support the condition
   */
  readonly put: (key: string, text: string, ifAbsent: boolean) => Promise<"made" | "exists" | "refused">;
  /** Reads an object; `undefined` when it does not exist. */
  readonly get: (key: string) => Promise<StoredObject | undefined>;
  /** Lists all objects whose keys begin with a prefix. */
  readonly list: (prefix: string) => Promise<readonly ListedKey[]>;
  /** Removes an object, if it exists. */
  readonly remove: (key: string) => Promise<void>;
  /**
   * Returns the time by which the clock of the service is ahead of this machine's, as of the last
   * response, milliseconds.
   */
  readonly aheadMs: () => number;
  readonly close: () => void;
}

/** Object in a list. */
export interface ListedKey {
  readonly key: string;
  /** Time by the clock of the service, epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Contents of an object. */
export interface StoredObject {
  readonly text: string;
  /** Time by the clock of the service, epoch milliseconds. */
  readonly modifiedAt: number;
}
