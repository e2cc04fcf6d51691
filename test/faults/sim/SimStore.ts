import type { Journal } from "../../../src/journal/journal.ts";
import type { JournalStore, RecordSink } from "../../../src/journal/journalStore.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import { openStoredJournal } from "../../../src/journal/storedJournal.ts";
import { bucketObjects } from "../../../src/journal/stores/bucketObjects.ts";
import { openChainStore } from "../../../src/journal/stores/chainStore.ts";
import { openDirectory } from "../../../src/journal/stores/directoryObjects.ts";
import type { ObjectClient } from "../../../src/journal/stores/objectClient.ts";
import type { JournalFiles } from "../../../src/ports/journalFiles.ts";
import type { SharedFiles } from "../../../src/ports/sharedFiles.ts";
import { MemoryBucket } from "../../unit/journal/memoryBucket.ts";
import { MemorySharedFiles } from "../../unit/journal/memorySharedFiles.ts";
import { writtenRecord } from "./faultPoints.ts";
import type { Course, StoreFault, StorePlan } from "./Schedule.ts";
import { SimDisk } from "./SimDisk.ts";
import type { SimProcess } from "./SimProcess.ts";
import type { World } from "./World.ts";

const path = "/state/sim.jsonl";
/** So short that files are sealed and left behind now and then. */
const segmentBytes = 3000;
const directory = "/share/.ncf-journal/sim/prod";

/** Parts of a store that are put in the place of the real ones and break it. */
export interface StoreVariant {
  readonly files?: (files: JournalFiles) => JournalFiles;
  readonly client?: (client: ObjectClient) => ObjectClient;
}

/** The store of the journal: a disk, or a place that machines share and that fails for one process or the other. */
export class SimStore {
  readonly #world: World;
  readonly #plan: StorePlan;
  readonly #disk: SimDisk;
  readonly #bucket: MemoryBucket;
  readonly #shared: MemorySharedFiles;

  constructor(world: World, plan: StorePlan) {
    this.#world = world;
    this.#plan = plan;
    this.#disk = new SimDisk(world);
    this.#bucket = new MemoryBucket(world.now);
    this.#shared = new MemorySharedFiles(world.now);
    if (plan.kind === "bucket") this.#bucket.conditions = plan.conditions;
    if (plan.kind === "directory" && !plan.hasLinks) {
      this.#shared.faults.push({ on: "link", code: "EPERM", forever: true });
    }
  }

  /** Everything that is in it, as text. */
  get text(): string {
    return [this.#disk.text, this.#bucket.text, this.#shared.text].join("\n");
  }

  /** Whether a claim is there even if the power goes now. */
  keeps(claim: string): boolean {
    const durable = [this.#disk.durableText, this.#bucket.text, this.#shared.durableText];
    return durable.some((text) => text.includes(`{"kind":"intent","id":"${claim}"`));
  }

  /** The power goes where the store is. A bucket has its own. */
  losePower(): void {
    this.#disk.losePower();
    this.#shared.losePower();
  }

  /** The journal as one process opens it, with what goes wrong for it. */
  open(process: SimProcess, course: Course, variant: StoreVariant): Promise<Journal> {
    const { clock, owner: self } = process;
    if (this.#plan.kind === "file") {
      const own = this.#disk.for(process, course.disk);
      const files = variant.files?.(own) ?? own;
      return openJournal(path, { files, clock, self, segmentBytes });
    }
    const step = this.#steps(process, course.store);
    const openStore = async (sink: RecordSink): Promise<JournalStore> => {
      if (this.#plan.kind === "directory") {
        return openChainStore(
          await openDirectory(directory, { files: this.#files(step), clock }),
          clock,
          sink,
        );
      }
      const own = this.#client(step, -process.aheadMs);
      const client = variant.client?.(own) ?? own;
      const objects = bucketObjects("state/", { client, clock, random: this.#world.random });
      return openChainStore(objects, clock, sink);
    };
    return openStoredJournal("store", openStore, { clock, self });
  }

  /** Returns how a process does a step in the shared place, or what goes wrong in its place. */
  #steps(process: SimProcess, faults: readonly StoreFault[]): Step {
    const counts = new Map<StoreFault["on"], number>();
    return (on, work, { tear, what = on } = {}) =>
      process.pass(`${what} in the store`, async () => {
        await this.#world.sleep(1 + this.#world.random() * 50);
        const count = (counts.get(on) ?? 0) + 1;
        counts.set(on, count);
        const fault = faults.find((one) => one.on === on && count >= one.nth && count < one.nth + one.times);
        if (fault === undefined) return work();
        // Only a write that leaves a part behind is torn.
        const how = fault.how === "torn" && tear === undefined ? "failed" : fault.how;
        this.#world.hits.add(`${what} in the store: ${how}`);
        this.#world.note(`${fault.how} ${on} ${count} of pid ${process.owner.pid}`);
        switch (fault.how) {
          case "slow":
            await this.#world.sleep(20_000);
            return work();
          case "failed":
            break;
          case "torn":
            await tear?.();
            break;
          case "unheard":
            await work();
            break;
          case "late":
            // The request is on its way, whatever becomes of the one that sent it.
            void this.#world
              .sleep(fault.lateMs)
              .then(work)
              .catch(() => undefined);
            break;
        }
        throw Object.assign(new Error(`the store failed: ${fault.how} ${on}`), { code: "EIO" });
      });
  }

  #client(step: Step, aheadMs: number): ObjectClient {
    const client = this.#bucket.client(undefined, aheadMs);
    return {
      ...client,
      put: (...args) => step("write", () => client.put(...args), { what: writeOf(args[1]) }),
      get: (...args) => step("read", () => client.get(...args)),
      list: (...args) => step("list", () => client.list(...args)),
      remove: (...args) => step("write", () => client.remove(...args), { what: writeOf("") }),
    };
  }

  #files(step: Step): SharedFiles {
    const files = this.#shared;
    return {
      makeDirectory: () => files.makeDirectory(),
      list: (one) => step("list", () => files.list(one)),
      read: (one) => step("read", () => files.read(one)),
      modifiedAt: (one) => step("read", () => files.modifiedAt(one)),
      create: (one, bytes) => {
        const part = bytes.subarray(0, Math.floor(this.#world.random() * bytes.byteLength));
        return step("write", () => files.create(one, bytes), {
          tear: () => files.create(one, part),
          what: writeOf(bytes),
        });
      },
      link: (one, name) => step("write", () => files.link(one, name), { what: writeOf("") }),
      syncDirectory: (one) => step("sync", () => files.syncDirectory(one)),
      remove: (one) => step("write", () => files.remove(one), { what: writeOf("") }),
    };
  }
}

interface StepOptions {
  /** Does a part of the step. */
  readonly tear?: () => Promise<unknown>;
  /** Its name among the fault points. @default the kind of the step */
  readonly what?: string;
}

type Step = <T>(on: StoreFault["on"], work: () => Promise<T>, options?: StepOptions) => Promise<T>;

function writeOf(bytes: Uint8Array | string): string {
  return `write of ${writtenRecord(bytes)}`;
}
