import { randomUUID } from "node:crypto";
import type { Clock, Ports } from "../../ports/ports.ts";
import type { ObjectClient } from "./objectClient.ts";
import {
  type ListedObject,
  type NewObject,
  type ReadObject,
  type RecordObjects,
  withdrawalOf,
} from "./recordObjects.ts";

/** Object that is written repeatedly to test whether the service supports conditional writes. */
const probeName = "probe";
/** Object that marks for all machines that the service ignores the condition. */
const markerName = "conditions-ignored";
const firstPauseMs = 100;
const roundsOfLowest = 3;
const listTries = 5;

/** Dependencies of {@link bucketObjects}. */
export interface BucketDeps extends Pick<Ports, "random"> {
  readonly client: ObjectClient;
  readonly clock: Clock;
}

/**
 * Returns the objects below a prefix of a bucket. When the service supports the condition
 * `If-None-Match: *`, which is tested before the first object, the service decides between two
 * objects of one name. Otherwise each object gets a unique name, is listed, and is withdrawn while
 * there is another one that its writer did not know.
 * @param prefix - Empty, or ending with a slash.
 */
export function bucketObjects(prefix: string, deps: BucketDeps): RecordObjects {
  return new BucketObjects(prefix, deps);
}

class BucketObjects implements RecordObjects {
  readonly #prefix: string;
  readonly #deps: BucketDeps;
  #keepsConditions: Promise<boolean> | undefined;

  constructor(prefix: string, deps: BucketDeps) {
    this.#prefix = prefix;
    this.#deps = deps;
  }

  async list(prefix: string): Promise<readonly ListedObject[]> {
    const { client } = this.#deps;
    const listed = await client.list(this.#prefix + prefix);
    const objects = listed.map(({ key, modifiedAt }) => ({
      name: key.slice(this.#prefix.length),
      writtenAt: modifiedAt - client.aheadMs(),
    }));
    if (objects.some(({ name }) => name === markerName)) this.#keepsConditions = Promise.resolve(false);
    return objects;
  }

  async read(name: string): Promise<ReadObject | undefined> {
    const { client } = this.#deps;
    const object = await client.get(this.#prefix + name);
    return object && { text: object.text, writtenAt: object.modifiedAt - client.aheadMs() };
  }

  async create(object: NewObject): Promise<string | undefined> {
    if (await this.#doesKeepConditions()) {
      const made = await this.#deps.client.put(this.#prefix + object.name, object.text, true);
      if (made !== "refused") return made === "made" ? object.name : undefined;
      await this.#mark();
    }
    return this.#createListed(object);
  }

  remove(name: string): Promise<void> {
    return this.#deps.client.remove(this.#prefix + name);
  }

  async writtenAt({ writtenAt }: ListedObject): Promise<number | undefined> {
    return writtenAt;
  }

  async close(): Promise<void> {
    this.#deps.client.close();
  }

  #doesKeepConditions(): Promise<boolean> {
    const trial = (this.#keepsConditions ??= this.#try());
    // A failed test shows nothing about the service.
    trial.catch(() => {
      if (this.#keepsConditions === trial) this.#keepsConditions = undefined;
    });
    return trial;
  }

  async #try(): Promise<boolean> {
    const { client } = this.#deps;
    const key = this.#prefix + probeName;
    let made = await client.put(key, "", true);
    // The first write succeeds in any case.
    if (made === "made") made = await client.put(key, "", true);
    if (made === "exists") return true;
    await this.#mark();
    return false;
  }

  async #mark(): Promise<void> {
    await this.#deps.client.put(this.#prefix + markerName, "", false);
    this.#keepsConditions = Promise.resolve(false);
  }

  /**
   * Creates an object when only a list can show rivals. The object counts when a list requested
   * after its write shows no rival: of two objects that are never withdrawn, the writer of the
   * later one sees the other. The lowest name waits for the others to withdraw, so that one of
   * several succeeds.
   */
  async #createListed({ name, text, prefix, known }: NewObject): Promise<string | undefined> {
    const { client, clock, random } = this.#deps;
    const own = `${name}-${randomUUID()}`;
    try {
      await client.put(this.#prefix + own, text, false);
      let rivals = rivalsOf(own, known, await this.#listWith(own, prefix));
      for (let round = 0; rivals.every((rival) => own < rival); round += 1) {
        if (rivals.length === 0) return own;
        if (round === roundsOfLowest) break;
        await clock.sleep(firstPauseMs * 2 ** round);
        rivals = rivalsOf(own, known, await this.list(prefix));
      }
    } catch (error) {
      await this.#withdraw(own).catch(() => undefined);
      throw error;
    }
    // One that stays would keep others from writing the next record.
    await this.#withdraw(own).catch(() => this.#withdraw(own));
    await clock.sleep(firstPauseMs * (1 + random()));
    return undefined;
  }

  /** Marks an object as withdrawn. The object stays, because others may have read it. */
  async #withdraw(name: string): Promise<void> {
    await this.#deps.client.put(this.#prefix + withdrawalOf(name), "", false);
  }

  /** Lists until the list contains a written object, so that it also contains objects written before. */
  async #listWith(name: string, prefix: string): Promise<readonly ListedObject[]> {
    const { clock } = this.#deps;
    for (let pauseMs = firstPauseMs, tries = 0; tries < listTries; pauseMs *= 2, tries += 1) {
      const listed = await this.list(prefix);
      if (listed.some((object) => object.name === name)) return listed;
      await clock.sleep(pauseMs);
    }
    throw new Error("the service does not list an object that it has stored");
  }
}

/** Returns the objects that are neither withdrawn nor known to the writer of an object. */
function rivalsOf(
  own: string,
  known: ReadonlySet<string>,
  listed: readonly ListedObject[],
): readonly string[] {
  const names = new Set(listed.map(({ name }) => name));
  return [...names].filter(
    (name) =>
      name !== own && !known.has(name) && !name.endsWith(withdrawalOf("")) && !names.has(withdrawalOf(name)),
  );
}
