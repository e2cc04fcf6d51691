import type { Journal } from "../../../src/journal/journal.ts";
import type { JournalStore, RecordSink } from "../../../src/journal/journalStore.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import { openStoredJournal } from "../../../src/journal/storedJournal.ts";
import { bucketObjects } from "../../../src/journal/stores/bucketObjects.ts";
import { openChainStore } from "../../../src/journal/stores/chainStore.ts";
import { openDirectory } from "../../../src/journal/stores/directoryObjects.ts";
import type { RecordObjects } from "../../../src/journal/stores/recordObjects.ts";
import type { SuiteScene } from "../../support/journalSuite.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryBucket } from "./memoryBucket.ts";
import { MemoryFiles } from "./memoryFiles.ts";
import { MemorySharedFiles } from "./memorySharedFiles.ts";
import { startedAt } from "./scene.ts";

export const directory = "/share/.ncf-journal/shop/prod";

/** Options of one machine. */
export interface MachineOptions {
  readonly host?: string;
  /** Milliseconds by which its clock is ahead of the store's. */
  readonly aheadMs?: number;
  /** Passed before and after each request to a bucket. */
  readonly pass?: (request: string) => Promise<void>;
}

/** A scene whose machines can be told apart. */
export interface MachineScene extends SuiteScene {
  readonly open: (machine?: MachineOptions) => Promise<Journal>;
  readonly pass: (ms: number) => Promise<void>;
}

/** Machines with a directory in memory. */
export function directoryScene(hasLinks = true): MachineScene & {
  readonly files: MemorySharedFiles;
  readonly clock: ReturnType<typeof handClock>;
  /** Opens a journal in another directory. */
  readonly openIn: (directory: string) => Promise<Journal>;
} {
  const clock = handClock(startedAt);
  const files = new MemorySharedFiles(() => clock.now());
  if (!hasLinks) files.faults.push({ on: "link", code: "EPERM", forever: true });
  const openIn = (place: string): MachineScene["open"] =>
    machines(clock, (_machine, own) => openDirectory(place, { files, clock: own }));
  return {
    files,
    clock,
    open: openIn(directory),
    openIn: (place) => openIn(place)(),
    pass: clock.sleep,
    text: () => files.text,
  };
}

/** Machines with a bucket in memory. */
export function bucketScene(
  conditions: MemoryBucket["conditions"] = "kept",
): MachineScene & { readonly bucket: MemoryBucket; readonly clock: ReturnType<typeof handClock> } {
  const clock = handClock(startedAt);
  const bucket = new MemoryBucket(() => clock.now());
  bucket.conditions = conditions;
  let seed = 1;
  const random = (): number => (seed = (seed * 16_807) % 2_147_483_647) / 2_147_483_647;
  const open = machines(clock, async ({ pass, aheadMs = 0 }, own) =>
    bucketObjects("state/", { client: bucket.client(pass, -aheadMs), clock: own, random }),
  );
  return { bucket, clock, open, pass: clock.sleep, text: () => bucket.text };
}

/** Processes of one machine with a file in memory. */
export function fileScene(): SuiteScene {
  const clock = handClock(startedAt);
  const files = new MemoryFiles();
  let pid = 100;
  return {
    open: () => {
      pid += 1;
      const self = { host: "ci", pid, startedAt: `boot ${pid}` };
      return openJournal("/state/prod.jsonl", { files, clock, self, segmentBytes: 1000 });
    },
    pass: clock.sleep,
    text: () => [...files.nodes].map(([path, { bytes }]) => `${path}\n${bytes.toString()}`).join("\n"),
  };
}

function machines(
  clock: ReturnType<typeof handClock>,
  openObjects: (machine: MachineOptions, clock: ReturnType<typeof handClock>) => Promise<RecordObjects>,
): MachineScene["open"] {
  let count = 0;
  return async (machine = {}) => {
    count += 1;
    const own = { ...clock, now: () => clock.now() + (machine.aheadMs ?? 0) };
    const self = { host: machine.host ?? `runner-${count}`, pid: 7, startedAt: "boot" };
    const openStore = async (sink: RecordSink): Promise<JournalStore> =>
      openChainStore(await openObjects(machine, own), own, sink);
    return openStoredJournal("store", openStore, { clock: own, self });
  };
}
