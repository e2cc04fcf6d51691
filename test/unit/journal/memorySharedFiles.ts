import { basename, dirname } from "node:path";
import type { SharedFiles } from "../../../src/ports/sharedFiles.ts";

interface Content {
  bytes: Buffer;
  readonly modifiedAt: number;
}

/** What goes wrong with the next operation of a kind. */
export interface SharedFault {
  readonly on: "create" | "link" | "sync" | "list" | "read";
  readonly code: string;
  /** Bytes that a refused write leaves behind. */
  readonly bytes?: number;
  /** Whether the operation is done all the same, and its response lost. */
  readonly isDone?: boolean;
  /** @default once */
  readonly forever?: boolean;
}

/** A directory in memory that several machines share, whose operations can fail, and that forgets names that were not synced. */
export class MemorySharedFiles implements SharedFiles {
  readonly #contents = new Map<string, Content>();
  readonly #durable = new Map<string, Content>();
  readonly faults: SharedFault[] = [];
  readonly #now: () => number;
  syncCount = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  get text(): string {
    return [...this.#contents].map(([path, { bytes }]) => `${path}\n${bytes.toString()}`).join("\n");
  }

  /** What is left of it when the power goes. */
  get durableText(): string {
    return [...this.#durable.values()].map(({ bytes }) => bytes.toString()).join("\n");
  }

  get names(): readonly string[] {
    return [...this.#contents.keys()].map((path) => basename(path));
  }

  makeDirectory = async (): Promise<void> => {};

  list = async (directory: string): Promise<readonly string[]> => {
    this.#meet("list");
    return [...this.#contents.keys()]
      .filter((path) => dirname(path) === directory)
      .map((path) => basename(path));
  };

  read = async (path: string): ReturnType<SharedFiles["read"]> => {
    this.#meet("read");
    return this.#contents.get(path);
  };

  modifiedAt = async (path: string): Promise<number | undefined> => this.#contents.get(path)?.modifiedAt;

  create = (path: string, bytes: Uint8Array): Promise<boolean> =>
    this.#change("create", (kept) =>
      this.#put(path, { bytes: Buffer.from(bytes.subarray(0, kept)), modifiedAt: this.#now() }),
    );

  link = (path: string, name: string): Promise<boolean> =>
    this.#change("link", () => {
      const content = this.#contents.get(path);
      if (content === undefined) throw systemError("ENOENT");
      return this.#put(name, content);
    });

  syncDirectory = async (directory: string): Promise<void> => {
    this.#meet("sync");
    this.syncCount += 1;
    for (const map of [this.#durable, this.#contents]) {
      for (const path of map.keys()) {
        if (dirname(path) !== directory) continue;
        const content = this.#contents.get(path);
        if (content === undefined) this.#durable.delete(path);
        else this.#durable.set(path, content);
      }
    }
  };

  remove = async (path: string): Promise<void> => void this.#contents.delete(path);

  /** Leaves a file as a crash may leave it. */
  truncate(name: string, bytes: number): void {
    for (const [path, content] of this.#contents) {
      if (basename(path) !== name) continue;
      this.#contents.set(path, { ...content, bytes: content.bytes.subarray(0, bytes) });
    }
  }

  /** Puts the contents of a file back that was truncated. */
  restore(name: string): void {
    for (const [path, content] of this.#durable)
      if (basename(path) === name) this.#contents.set(path, content);
  }

  /** Cuts the power of the file server. */
  losePower(): void {
    this.#contents.clear();
    for (const [path, content] of this.#durable) this.#contents.set(path, content);
  }

  #put(path: string, content: Content): boolean {
    if (this.#contents.has(path)) return false;
    this.#contents.set(path, content);
    return true;
  }

  async #change(on: SharedFault["on"], work: (kept?: number) => boolean): Promise<boolean> {
    const fault = this.#take(on);
    if (fault === undefined) return work();
    if (fault.bytes !== undefined || fault.isDone === true) work(fault.bytes);
    throw systemError(fault.code);
  }

  #meet(on: SharedFault["on"]): void {
    const fault = this.#take(on);
    if (fault !== undefined) throw systemError(fault.code);
  }

  #take(on: SharedFault["on"]): SharedFault | undefined {
    const index = this.faults.findIndex((fault) => fault.on === on);
    const fault = this.faults[index];
    if (fault !== undefined && fault.forever !== true) this.faults.splice(index, 1);
    return fault;
  }
}

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: it does not work`), { code });
}
