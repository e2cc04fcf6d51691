import { randomUUID } from "node:crypto";
import { join } from "node:path";
import type { Clock } from "../../ports/ports.ts";
import type { SharedFiles } from "../../ports/sharedFiles.ts";
import type { ListedObject, NewObject, ReadObject, RecordObjects } from "./recordObjects.ts";

const largestBatch = 32;
const longestProbeMs = 10_000;
const probeTries = 3;
const temporaryPrefix = ".new-";
/** Error codes of file systems that do not support hard links, or no more of them. */
const linkRefusals = new Set(["EPERM", "ENOSYS", "ENOTSUP", "EOPNOTSUPP", "EMLINK", "EXDEV", "EINVAL"]);

/** Dependencies of {@link openDirectory}. */
export interface DirectoryDeps {
  readonly files: SharedFiles;
  readonly clock: Pick<Clock, "now">;
}

/**
 * Opens a directory for objects, including one on NFS or SMB. Several objects are written to one
 * file, which is synced once and then linked under the name of each. A name can be created only
 * once across all machines. A file system without hard links gets one file per object.
 */
export async function openDirectory(
  directory: string,
  { files, clock }: DirectoryDeps,
): Promise<RecordObjects> {
  await files.makeDirectory(directory);
  return new DirectoryObjects(directory, files, await measureAhead(directory, { files, clock }));
}

/**
 * Returns the time by which the clock of the file system is ahead of this machine's, milliseconds.
 * Fails early when the directory is not writable. Measures again when the machine was suspended,
 * which would distort the result.
 */
async function measureAhead(directory: string, { files, clock }: DirectoryDeps): Promise<number> {
  for (let tries = 1; ; tries += 1) {
    const startedAt = clock.now();
    const probe = join(directory, `${temporaryPrefix}${randomUUID()}`);
    await files.create(probe, new Uint8Array());
    const modifiedAt = await files.modifiedAt(probe);
    const now = clock.now();
    await files.remove(probe);
    if (now - startedAt <= longestProbeMs || tries === probeTries) {
      return modifiedAt === undefined ? 0 : modifiedAt - now;
    }
  }
}

interface Waiting {
  readonly name: string;
  readonly text: string;
  readonly resolve: (name: string | undefined) => void;
  readonly reject: (error: unknown) => void;
}

class DirectoryObjects implements RecordObjects {
  readonly #directory: string;
  readonly #files: SharedFiles;
  readonly #aheadMs: number;
  #waiting: Waiting[] = [];
  #writing: Promise<void> | undefined;
  #hasLinks = true;

  constructor(directory: string, files: SharedFiles, aheadMs: number) {
    this.#directory = directory;
    this.#files = files;
    this.#aheadMs = aheadMs;
  }

  async list(prefix: string): Promise<readonly ListedObject[]> {
    const names = await this.#files.list(this.#directory);
    return names
      .filter((name) => name.startsWith(prefix) && !name.startsWith(temporaryPrefix))
      .map((name) => ({ name }));
  }

  async read(name: string): Promise<ReadObject | undefined> {
    const file = await this.#files.read(join(this.#directory, name));
    if (file === undefined) return undefined;
    const lines = Buffer.from(file.bytes).toString().split("\n");
    // A line without a line break may be incomplete.
    const line = lines.slice(0, -1).find((one) => one.startsWith(`${name} `));
    return { text: line?.slice(name.length + 1) ?? "", writtenAt: file.modifiedAt - this.#aheadMs };
  }

  create({ name, text }: NewObject): Promise<string | undefined> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ name, text, resolve, reject });
      this.#writing ??= this.#writeWaiting();
    });
  }

  remove(name: string): Promise<void> {
    return this.#files.remove(join(this.#directory, name));
  }

  async writtenAt({ name }: ListedObject): Promise<number | undefined> {
    const modifiedAt = await this.#files.modifiedAt(join(this.#directory, name));
    return modifiedAt === undefined ? undefined : modifiedAt - this.#aheadMs;
  }

  async close(): Promise<void> {
    await this.#writing;
  }

  async #writeWaiting(): Promise<void> {
    // Wait for objects created in the same tick, to include them in the first batch.
    await Promise.resolve();
    while (this.#waiting.length > 0) {
      const batch = this.#waiting.splice(0, largestBatch);
      try {
        await this.#writeBatch(batch);
      } catch (error) {
        for (const { reject } of batch) reject(error);
      }
    }
    this.#writing = undefined;
  }

  async #writeBatch(batch: readonly Waiting[]): Promise<void> {
    const made = this.#hasLinks ? await this.#link(batch) : await this.#createEach(batch);
    await this.#files.syncDirectory(this.#directory);
    for (const [index, { name, resolve }] of batch.entries())
      resolve(made[index] === true ? name : undefined);
  }

  async #link(batch: readonly Waiting[]): Promise<readonly boolean[]> {
    const path = join(this.#directory, `${temporaryPrefix}${randomUUID()}`);
    try {
      await this.#files.create(path, bytesOf(batch));
      const links = batch.map(({ name }) => this.#files.link(path, join(this.#directory, name)));
      await Promise.allSettled(links);
      return await Promise.all(links);
    } catch (error) {
      if (!linkRefusals.has(String((error as NodeJS.ErrnoException).code))) throw error;
      this.#hasLinks = false;
      // Awaited here: nothing else would handle a failure while the file is removed below.
      return await this.#createEach(batch);
    } finally {
      // A leftover name is harmless.
      await this.#files.remove(path).catch(() => undefined);
    }
  }

  async #createEach(batch: readonly Waiting[]): Promise<readonly boolean[]> {
    const files = batch.map((one) => this.#files.create(join(this.#directory, one.name), bytesOf([one])));
    // A record must not appear after its writer was notified of a failure.
    await Promise.allSettled(files);
    return Promise.all(files);
  }
}

function bytesOf(batch: readonly Waiting[]): Uint8Array {
  return Buffer.from(batch.map(({ name, text }) => `${name} ${text}\n`).join(""));
}
