/** Requests to one bucket. They retry what may be retried; promises reject with an error whose message is fit to be shown. */
export interface ObjectClient {
  /**
   * Writes an object.
   * @param ifAbsent - Requests that an object of that key stays as it is (`If-None-Match: *`), which a service may ignore.
   * @returns `exists` where the service kept an object of that key, which may be of an earlier attempt of the same request; `refused`
   *   where it does not take the condition
   */
  readonly put: (key: string, text: string, ifAbsent: boolean) => Promise<"made" | "exists" | "refused">;
  /** Reads an object; `undefined` when it does not exist. */
  readonly get: (key: string) => Promise<StoredObject | undefined>;
  /** Lists all objects whose keys begin with a prefix. */
  readonly list: (prefix: string) => Promise<readonly ListedKey[]>;
  /** Removes an object, if it exists. */
  readonly remove: (key: string) => Promise<void>;
  /** Milliseconds by which the clock of the service is ahead of this machine's, by the latest response. */
  readonly aheadMs: () => number;
  readonly close: () => void;
}

/** Object in a list. */
export interface ListedKey {
  readonly key: string;
  /** By the clock of the service, epoch milliseconds. */
  readonly modifiedAt: number;
}

/** Contents of an object. */
export interface StoredObject {
  readonly text: string;
  /** By the clock of the service, epoch milliseconds. */
  readonly modifiedAt: number;
}
