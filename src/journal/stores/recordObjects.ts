/**
 * Small objects under names, in a place that several machines share: files in a directory, or objects in a bucket. Promises reject with
 * the error of the system or the service.
 */
export interface RecordObjects {
  /** Lists the objects whose names begin with a prefix. */
  readonly list: (prefix: string) => Promise<readonly ListedObject[]>;
  /** Reads an object; `undefined` when there is none of that name. */
  readonly read: (name: string) => Promise<ReadObject | undefined>;
  /**
   * Makes an object durable. Of all that ever create the same name, on whichever machine, one succeeds; an object that is there is
   * never changed. A place that cannot decide that makes it under the name and a suffix `-ID`, and withdraws it with an object
   * {@link withdrawalOf} while there is more than the creator knows.
   * @returns the name that the object has; `undefined` where another one has the name, or this one after all: its contents tell
   */
  readonly create: (object: NewObject) => Promise<string | undefined>;
  /** Removes an object, if it exists. */
  readonly remove: (name: string) => Promise<void>;
  /** Returns when an object was written, by the clock of this machine, epoch milliseconds; `undefined` where nothing tells. */
  readonly writtenAt: (object: ListedObject) => Promise<number | undefined>;
  readonly close: () => Promise<void>;
}

/** Returns the name of the object that says that a record was withdrawn. */
export function withdrawalOf(name: string): string {
  return `${name}.withdrawn`;
}

/** Object to be made. */
export interface NewObject {
  readonly name: string;
  readonly text: string;
  /** Beginning of the names of all objects that decide whether this one may be made. */
  readonly prefix: string;
  /** Those of them that were known when it was decided to make this one. */
  readonly known: ReadonlySet<string>;
}

/** Object in a list. */
export interface ListedObject {
  readonly name: string;
  /** By the clock of this machine, epoch milliseconds, where the list tells it. */
  readonly writtenAt?: number;
}

/** Contents of an object. */
export interface ReadObject {
  /** Empty where the object cannot be read as text of its own: half-written, or damaged. */
  readonly text: string;
  /** When it was written, by the clock of this machine, epoch milliseconds. */
  readonly writtenAt: number;
}
