/**
 * Small named objects in storage that several machines share: files in a directory, or objects in a
 * bucket. Promises reject with the error of the system or the service.
 */
export interface RecordObjects {
  /** Lists the objects whose names begin with a prefix. */
  readonly list: (prefix: string) => Promise<readonly ListedObject[]>;
  /** Reads an object; `undefined` when it does not exist. */
  readonly read: (name: string) => Promise<ReadObject | undefined>;
  /**
   * Creates a durable object. Of all attempts to create the same name, on any machine, one
   * succeeds; an existing object never changes. Storage that cannot decide this adds a suffix `-ID`
   * to the name. It withdraws the object with an object {@link withdrawalOf} while there are more
   * objects than the creator knows.
   * @returns the name of the object; `undefined` when the name exists, perhaps from this attempt,
   * which the contents show
   */
  readonly create: (object: NewObject) => Promise<string | undefined>;
  /** Removes an object, if it exists. */
  readonly remove: (name: string) => Promise<void>;
  /**
   * Returns when an object was written, by the clock of this machine, epoch milliseconds;
   * `undefined` when unknown.
   */
  readonly writtenAt: (object: ListedObject) => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** Returns the name of the object that marks a record as withdrawn. */
export function withdrawalOf(name: string): string {
  return `${name}.withdrawn`;
}

/** Object to create. */
export interface NewObject {
  readonly name: string;
  readonly text: string;
  /** Prefix of the names of all objects that decide whether this one may be created. */
  readonly prefix: string;
  /** Names with that prefix that were known when the object was requested. */
  readonly known: ReadonlySet<string>;
}

/** Object in a list. */
export interface ListedObject {
  readonly name: string;
  /** Time of the write by the clock of this machine, epoch milliseconds, if the list contains it. */
  readonly writtenAt?: number;
}

/** Contents of an object. */
export interface ReadObject {
  /** Empty when the object has no readable text: half-written, or damaged. */
  readonly text: string;
  /** Time of the write by the clock of this machine, epoch milliseconds. */
  readonly writtenAt: number;
}
