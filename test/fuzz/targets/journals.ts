import { dirname, basename } from "node:path";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { Journal } from "../../../src/journal/journal.ts";
import type { JournalStore, RecordSink } from "../../../src/journal/journalStore.ts";
import { openJournal } from "../../../src/journal/openJournal.ts";
import { type JournalRecord, parseRecord } from "../../../src/journal/records.ts";
import { openStoredJournal } from "../../../src/journal/storedJournal.ts";
import { bucketObjects } from "../../../src/journal/stores/bucketObjects.ts";
import { openChainStore } from "../../../src/journal/stores/chainStore.ts";
import { chainIdOf, parseRecordName } from "../../../src/journal/stores/chains.ts";
import { openDirectory } from "../../../src/journal/stores/directoryObjects.ts";
import { generationKey } from "../../../src/model/resourceKey.ts";
import type { SharedFiles } from "../../../src/ports/sharedFiles.ts";
import { handClock } from "../../unit/invocation/handClock.ts";
import { MemoryBucket } from "../../unit/journal/memoryBucket.ts";
import { MemoryFiles } from "../../unit/journal/memoryFiles.ts";
import { intentOf } from "../../unit/journal/scene.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import { mutateBytes, randomBytes } from "../mutate.ts";
import { Random } from "../Random.ts";

const basesPerStore = 300;
const resources = ["a", "b", "한"].map((name) => ({ project: "shop", stack: "prod", name }));
const keys = resources.map((resource) => generationKey({ ...resource, generation: 1 }));
const filePath = "/state/prod.jsonl";
const directory = "/share/.ncf-journal/shop/prod";

type Stored = ReadonlyMap<string, Uint8Array>;
type StoreKind = "file" | "directory" | "bucket";

/** A journal as it was written, and who has each key. */
interface Base {
  readonly kind: StoreKind;
  readonly stored: Stored;
  readonly holders: ReadonlyMap<string, Holder>;
}

interface Holder {
  readonly claim: string;
  readonly end: string | undefined;
}

/** Journals of each store, with damaged, torn, swapped and foreign bytes in them. */
export const journals: FuzzTarget = {
  name: "journals of each store",
  law: "no intact claim is forgotten or shown with another end; a key whose call may have been sent cannot be claimed, whatever is in the files that are left",
  open: async () => {
    const bases: Base[] = [];
    for (const kind of ["file", "directory", "bucket"] as const) {
      for (let number = 0; number < basesPerStore; number += 1)
        bases.push(await write(kind, new Random(1, number)));
    }
    return {
      run: async (random) => {
        const base = random.pick(bases);
        const { stored, touched } = damage(base, random);
        const problem = await wrongWith(base, stored, touched);
        return problem === undefined
          ? undefined
          : `${problem} in a ${base.kind}: ${shown([...stored].map(([name, bytes]) => [name, latin1(bytes)]))}`;
      },
    };
  },
};

/** Writes a journal with some calls of two processes. */
async function write(kind: StoreKind, random: Random): Promise<Base> {
  const place = openPlace(kind, new Map());
  const processes = [await place.open(1), await place.open(2)];
  const claims = new Map<string, string>();
  for (let left = 2 + random.below(8); left > 0; left -= 1) {
    const key = random.pick(keys);
    const journal = random.pick(processes);
    const claim = claims.get(key);
    if (claim === undefined || random.oneIn(3)) {
      const intended = await journal.intend(
        intentOf(key, claim === undefined || random.oneIn(2) ? {} : { replaces: claim }),
      );
      claims.set(key, intended.entry.claim);
    } else {
      await journal.end(
        { key, claim },
        {
          kind: random.pick(["succeeded", "failed", "pending", "rejected", "notSent", "unknown", "released"]),
          activationId: `run-${left}`,
        },
      );
    }
  }
  const holders = new Map<string, Holder>();
  const reader = await place.open(3);
  for (const key of keys) {
    const entry = await reader.find(key);
    if (entry !== undefined) holders.set(key, { claim: entry.claim, end: entry.end?.kind });
  }
  return { kind, stored: place.stored(), holders };
}

/** Damages one or two of the files or objects, and sometimes adds one. */
function damage(
  { kind, stored }: Base,
  random: Random,
): { readonly stored: Stored; readonly touched: ReadonlySet<string> } {
  const changed = new Map(stored);
  const names = [...changed.keys()].filter(
    (name) => kind === "file" || parseRecordName(basename(name)) !== undefined,
  );
  const touched = new Set<string>();
  const set = (name: string, bytes: Uint8Array): void => {
    changed.set(name, bytes);
    touched.add(name);
  };
  // A bucket cannot tell a copy of another record of the same key from that record.
  const foreign = (name: string): readonly Uint8Array[] => {
    const others = names.filter((one) => chainOf(one) !== chainOf(name));
    return [new Uint8Array(), ...others.map((one) => stored.get(one) as Uint8Array)];
  };
  if (names.length === 0) return { stored: changed, touched };
  for (let left = 1 + random.below(2); left > 0; left -= 1) {
    const name = random.pick(names);
    const bytes = changed.get(name) as Uint8Array;
    switch (random.below(kind === "file" ? 4 : 6)) {
      case 0:
        set(name, randomBytes(random, random.below(200)));
        break;
      case 4:
        set(name, random.pick(foreign(name)));
        break;
      case 5: {
        const number = 1 + random.below(9);
        const added = name.replace(/\.\d+(-[\w-]+)?$/, `.${number}${random.oneIn(3) ? "-x" : ""}`);
        if (!changed.has(added))
          set(added, random.oneIn(2) ? randomBytes(random, random.below(100)) : random.pick(foreign(name)));
        break;
      }
      default:
        set(name, mutateBytes(bytes, random));
    }
  }
  return { stored: changed, touched };
}

async function wrongWith(base: Base, stored: Stored, touched: ReadonlySet<string>): Promise<Problem> {
  try {
    const journal = await openPlace(base.kind, stored).open(9);
    return await (base.kind === "file"
      ? wrongWithFile(journal, base, stored)
      : wrongWithObjects(journal, base, touched));
  } catch (error) {
    // Nothing is sent while a journal cannot be read.
    if (
      NcfError.is(error) &&
      error.code === "NCF_JOURNAL_UNWRITABLE" &&
      !/TypeError|Cannot read|is not/.test(error.reason)
    )
      return undefined;
    throw error;
  }
}

async function wrongWithFile(journal: Journal, base: Base, stored: Stored): Promise<Problem> {
  await journal.intend(intentOf("ncf:shop/prod/after/1"));
  const expected = readLines(base.stored, stored);
  for (const key of keys) {
    const found = await journal.find(key);
    const [is, should] = [found && { claim: found.claim, end: found.end?.kind }, expected.get(key)].map(
      (one) => JSON.stringify(one),
    );
    if (is !== should) return `${key} is ${is}, and its whole lines say ${should}`;
  }
  return undefined;
}

async function wrongWithObjects(
  journal: Journal,
  { holders }: Base,
  touched: ReadonlySet<string>,
): Promise<Problem> {
  const touchedChains = new Set([...touched].map(chainOf));
  for (const [index, key] of keys.entries()) {
    const holder = holders.get(key);
    const found = (await journal.generations(resources[index] as (typeof resources)[0])).get(1);
    if (!touchedChains.has(chainIdOf(key))) {
      if (found?.claim !== holder?.claim || found?.end?.kind !== holder?.end)
        return `${key} is ${shown(found)}, and was ${shown(holder)}`;
      continue;
    }
    if (holder === undefined || isFree(holder)) continue;
    if (found === undefined) return `${key} is forgotten, and was ${shown(holder)}`;
    if (found.end?.kind === "notSent" || found.end?.kind === "rejected")
      return `${key} is free, and was ${shown(holder)}`;
    const { kind } = await journal.intend(intentOf(key));
    if (kind === "claimed") return `${key} can be claimed, and was ${shown(holder)}`;
  }
  return undefined;
}

const chainOf = (name: string): string | undefined => parseRecordName(basename(name))?.chainId;

const latin1 = (bytes: Uint8Array): string => Buffer.from(bytes).toString("latin1");

const isFree = ({ end }: Holder): boolean => end === "notSent" || end === "rejected";

/** Reads the lines that are as they were written, without the code under test. */
function readLines(before: Stored, after: Stored): ReadonlyMap<string, Holder> {
  const whole = new Set([...before.values()].flatMap((bytes) => latin1(bytes).split("\n")));
  const holders = new Map<string, Holder>();
  const segments = [...after].sort(([one], [other]) => numberOf(one) - numberOf(other));
  for (const [index, [, bytes]] of segments.entries()) {
    const lines = latin1(bytes).split("\n");
    // A line without its break counts once something was written behind it.
    const ended = index === segments.length - 1 ? lines : lines.slice(0, -1);
    for (const line of ended.filter((one) => whole.has(one))) {
      const record = parseRecord(Buffer.from(line, "latin1").toString());
      if (record?.kind === "seal") break;
      if (record !== undefined) apply(holders, record);
    }
  }
  return holders;
}

const numberOf = (path: string): number => Number(/\.(\d+)$/.exec(path)?.[1] ?? 0);

function apply(holders: Map<string, Holder>, record: JournalRecord): void {
  if (record.kind === "seal") return;
  const holder = holders.get(record.key);
  if (record.kind === "intent") {
    const isOpen = holder?.end === undefined || holder.end === "unknown";
    if (holder === undefined || isFree(holder) || (isOpen && record.replaces === holder.claim)) {
      holders.set(record.key, { claim: record.id, end: undefined });
    }
    return;
  }
  if (holder?.claim !== record.of) return;
  const { kind } = record.end;
  if (kind === "released") holders.delete(record.key);
  else if (holder.end === "succeeded" || holder.end === "failed" || (isFree(holder) && kind === "unknown"))
    return;
  else holders.set(record.key, { claim: holder.claim, end: kind });
}

interface Place {
  readonly open: (pid: number) => Promise<Journal>;
  readonly stored: () => Stored;
}

function openPlace(kind: StoreKind, stored: Stored): Place {
  const clock = handClock();
  const deps = (pid: number) => ({ clock, self: { host: `m${pid}`, pid, startedAt: "boot" } });
  switch (kind) {
    case "file": {
      const files = new MemoryFiles();
      for (const [path, bytes] of stored)
        files.nodes.set(path, { bytes: Buffer.from(bytes), durableBytes: bytes.length });
      return {
        open: (pid) => openJournal(filePath, { files, ...deps(pid), segmentBytes: 900 }),
        stored: () => new Map([...files.nodes].map(([path, { bytes }]) => [path, bytes])),
      };
    }
    case "directory": {
      const contents = new Map(stored);
      const files = mapFiles(contents, clock.now());
      return {
        open: (pid) =>
          openStoredJournal(
            "store",
            async (sink: RecordSink): Promise<JournalStore> =>
              openChainStore(await openDirectory(directory, { files, clock }), clock, sink),
            deps(pid),
          ),
        stored: () => new Map(contents),
      };
    }
    case "bucket": {
      const bucket = new MemoryBucket(clock.now);
      for (const [key, bytes] of stored)
        bucket.objects.set(key, { text: Buffer.from(bytes).toString(), modifiedAt: clock.now() });
      return {
        open: (pid) =>
          openStoredJournal(
            "store",
            (sink: RecordSink) =>
              openChainStore(
                bucketObjects("state/", { client: bucket.client(), clock, random: () => 0.5 }),
                clock,
                sink,
              ),
            deps(pid),
          ),
        stored: () => new Map([...bucket.objects].map(([key, { text }]) => [key, Buffer.from(text)])),
      };
    }
  }
}

/** A directory without hard links, whose files are in a map. */
function mapFiles(contents: Map<string, Uint8Array>, modifiedAt: number): SharedFiles {
  return {
    makeDirectory: async () => {},
    list: async (path) =>
      [...contents.keys()].filter((name) => dirname(name) === path).map((name) => basename(name)),
    read: async (path) => {
      const bytes = contents.get(path);
      return bytes && { bytes, modifiedAt };
    },
    modifiedAt: async (path) => (contents.has(path) ? modifiedAt : undefined),
    create: async (path, bytes) => {
      if (contents.has(path)) return false;
      contents.set(path, Buffer.from(bytes));
      return true;
    },
    link: () => Promise.reject(Object.assign(new Error("EPERM"), { code: "EPERM" })),
    syncDirectory: async () => {},
    remove: async (path) => void contents.delete(path),
  };
}
