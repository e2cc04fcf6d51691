import { dirname, basename } from "node:path";
import type { JournalFile, JournalFiles } from "../../../src/ports/journalFiles.ts";
import { writtenRecord } from "./faultPoints.ts";
import type { DiskFault } from "./Schedule.ts";
import type { SimProcess } from "./SimProcess.ts";
import type { World } from "./World.ts";

interface Content {
  bytes: Buffer;
  /** How much of it a loss of power cannot take, bytes. */
  durableBytes: number;
}

/** A disk that all processes share: what was not synced may be lost, torn or turned into zeros when the power goes. */
export class SimDisk {
  readonly #world: World;
  readonly #contents = new Map<string, Content>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Everything that was ever on it, as text. */
  get text(): string {
    return [...this.#contents.values()].map(({ bytes }) => bytes.toString()).join("\n");
  }

  /** What a loss of power cannot take of it, as text. */
  get durableText(): string {
    return [...this.#contents.values()]
      .map(({ bytes, durableBytes }) => bytes.subarray(0, durableBytes).toString())
      .join("\n");
  }

  losePower(): void {
    for (const content of this.#contents.values()) {
      const { bytes, durableBytes } = content;
      const keptBytes = durableBytes + Math.floor(this.#world.random() * (bytes.length - durableBytes + 1));
      const kept = bytes.subarray(0, keptBytes);
      // A file system may have made the file longer without having written what goes there.
      const isLonger = this.#world.random() < 0.5;
      content.bytes = isLonger ? Buffer.concat([kept, Buffer.alloc(bytes.length - keptBytes)]) : kept;
      content.durableBytes = content.bytes.length;
    }
  }

  /** The files as one process has them, with what goes wrong for it. */
  for(process: SimProcess, faults: readonly DiskFault[]): JournalFiles {
    const counts = new Map<DiskFault["on"], number>();
    /** Does a step, or what goes wrong in its place. */
    const step: Step = (on, work, what = on) =>
      process.pass(what, async () => {
        const count = (counts.get(on) ?? 0) + 1;
        counts.set(on, count);
        const fault = faults.find((one) => one.on === on && count >= one.nth && count < one.nth + one.times);
        if (fault === undefined) return work(false);
        this.#world.hits.add(`${what}: ${fault.error}`);
        this.#world.note(`${fault.error} on ${on} ${count} of pid ${process.owner.pid}`);
        if (fault.error === "slow") {
          await this.#world.sleep(3000);
          if (!process.isAlive) return new Promise(() => {});
          return work(false);
        }
        if (fault.error === "short") return work(true);
        throw Object.assign(new Error(`${fault.error}: ${on}`), { code: fault.error });
      });
    return {
      list: (folder) =>
        step("list", () =>
          [...this.#contents.keys()].filter((path) => dirname(path) === folder).map((path) => basename(path)),
        ),
      open: (path) => step("open", () => this.#open(path, step)),
      replace: (path, bytes) =>
        step("replace", () => {
          this.#contents.set(path, { bytes: Buffer.from(bytes), durableBytes: bytes.byteLength });
        }),
      remove: (path) => step("replace", () => void this.#contents.delete(path)),
    };
  }

  #open(path: string, step: Step): JournalFile {
    // An open file outlives its name, and one that was put in its place is another.
    const content = this.#contents.get(path) ?? { bytes: Buffer.alloc(0), durableBytes: 0 };
    this.#contents.set(path, content);
    return {
      append: (bytes) =>
        step(
          "append",
          (isShort) => {
            const taken = isShort
              ? bytes.subarray(0, Math.floor(this.#world.random() * bytes.byteLength))
              : bytes;
            content.bytes = Buffer.concat([content.bytes, taken]);
            return taken.byteLength;
          },
          `append of ${writtenRecord(bytes)}`,
        ),
      sync: () =>
        step("sync", () => {
          content.durableBytes = content.bytes.length;
        }),
      read: (from) => step("read", () => content.bytes.subarray(from)),
      close: async () => {},
    };
  }
}

/** Does a step, or what goes wrong in its place. @param what - Its name among the fault points */
type Step = <T>(on: DiskFault["on"], work: (short: boolean) => T, what?: string) => Promise<T>;
