import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Journal, JournalEntry } from "../../../src/journal/journal.ts";
import { waitForOwner } from "../../../src/invocation/settleClaim.ts";
import { generationKey } from "../../../src/model/resourceKey.ts";
import type { Processes } from "../../../src/ports/processes.ts";
import { type EndRecord, formatRecord, parseRecord } from "../../../src/journal/records.ts";
import { openStoredJournal } from "../../../src/journal/storedJournal.ts";
import { bucketObjects } from "../../../src/journal/stores/bucketObjects.ts";
import { chainIdOf } from "../../../src/journal/stores/chains.ts";
import { openChainStore } from "../../../src/journal/stores/chainStore.ts";
import { openDirectory } from "../../../src/journal/stores/directoryObjects.ts";
import type { ObjectClient } from "../../../src/journal/stores/objectClient.ts";
import { claim, intentOf } from "../../support/journalSuite.ts";
import { startedAt } from "./scene.ts";
import { bucketScene, directory, directoryScene, type MachineScene } from "./storeScenes.ts";

const keyOf = (name: string): string =>
  generationKey({ project: "shop", stack: "prod", name, generation: 1 });
const hourMs = 3_600_000;

describe("a shared directory", () => {
  test("is synced once for many concurrent claims", async () => {
    const { files, open } = directoryScene();
    const journal = await open();
    const before = files.syncCount;
    await Promise.all(Array.from({ length: 96 }, (_, index) => claim(journal, `k${index}`)));
    expect(files.syncCount - before).toBeLessThanOrEqual(4);
  });

  test.each([
    ["is full", { on: "create", code: "ENOSPC", forever: true }],
    ["fills up in the middle of a write", { on: "create", code: "ENOSPC", bytes: 20 }],
    ["is read-only", { on: "create", code: "EROFS", forever: true }],
    ["fails to give a name", { on: "link", code: "EIO" }],
    ["fails to make a name durable", { on: "sync", code: "EIO" }],
    ["gives a name and loses the response", { on: "link", code: "EIO", isDone: true }],
  ] as const)(
    "that %s lets nothing be sent, and its keys are free when it works again",
    async (_what, fault) => {
      const { files, open } = directoryScene();
      const journal = await open();
      await claim(journal, "before");
      files.faults.push(fault);
      const failed = await Promise.allSettled(["k", "l"].map((key) => journal.intend(intentOf(key))));
      for (const one of failed) {
        expect(one).toMatchObject({ status: "rejected", reason: { code: "NCF_JOURNAL_UNWRITABLE" } });
      }
      files.faults.length = 0;
      await claim(journal, "k");
      const again = await open();
      await claim(again, "l");
      expect((await again.intend(intentOf("k"))).kind).toBe("taken");
    },
  );

  test("without hard links, a failed write fails its claim alone, however long the clean-up takes", async () => {
    const { files, open } = directoryScene(false);
    const { create, remove } = files;
    Object.assign(files, {
      create: (path: string, bytes: Uint8Array) =>
        path.includes(".new-") ? create(path, bytes) : Promise.reject(new Error("ENOSPC")),
      remove: async (path: string) => {
        await new Promise(setImmediate);
        return remove(path);
      },
    });
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const journal = await open();
    await expect(journal.intend(intentOf("k"))).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("without hard links, a batch fails only when none of its writes is under way any more", async () => {
    const { files, open } = directoryScene(false);
    const journal = await open();
    const { create } = files;
    let isSlowDone = false;
    let count = 0;
    Object.assign(files, {
      create: async (path: string, bytes: Uint8Array) => {
        if (path.includes(".new-")) return create(path, bytes);
        count += 1;
        if (count === 1) throw new Error("EIO");
        await new Promise(setImmediate);
        isSlowDone = true;
        return create(path, bytes);
      },
    });
    const failed = ["k", "l"].map((key) => journal.intend(intentOf(key)).catch(() => isSlowDone));
    expect(await Promise.all(failed)).toEqual([true, true]);
  });

  test("without hard links, an interrupted write counts as a claim that was sent, until it can be read", async () => {
    const { files, open } = directoryScene(false);
    const journal = await open();
    const entry = await claim(journal, "k");
    const name = files.names.find((one) => one.endsWith(".1") && !one.startsWith("swept")) ?? "";
    files.truncate(name, 30);
    const other = await open();
    const intended = await other.intend(intentOf("k"));
    expect(intended).toMatchObject({ kind: "taken", entry: { owner: { host: "unknown" }, action: "" } });
    expect(intended.entry.sendsUntilAt).toBeGreaterThan(startedAt + 60_000);
    files.restore(name);
    expect((await other.find("k"))?.claim).toBe(entry.claim);
  });

  test("in which a replacement is half written does not lose the claim before it to a third one", async () => {
    const { files, open } = directoryScene(false);
    const journal = await open();
    const first = await claim(journal, "k");
    await claim(journal, "k", first.claim);
    const name = files.names.find((one) => one.endsWith(".2")) ?? "";
    files.truncate(name, 30);
    const other = await open();
    expect((await other.intend(intentOf("k", { replaces: first.claim }))).kind).toBe("taken");
    expect(await other.find("k")).toMatchObject({ owner: { host: "unknown" }, at: first.at });
  });

  test("is taken to be ahead by its clock, and not by the time for which the machine was suspended", async () => {
    const { files, open, clock } = directoryScene();
    const sendsUntilAt = clock.now() + 2 * hourMs;
    await (await open()).intend(intentOf("k", { sendsUntilAt }));
    const { create } = files;
    let isFirst = true;
    Object.assign(files, {
      create: async (path: string, bytes: Uint8Array) => {
        const made = await create(path, bytes);
        if (isFirst) await clock.sleep(hourMs);
        isFirst = false;
        return made;
      },
    });
    const found = await (await open()).intend(intentOf("k"));
    expect(Math.abs(found.entry.sendsUntilAt - sendsUntilAt)).toBeLessThan(5000);
  });

  test("in which an end is half written shows an open claim of the same call", async () => {
    const { files, open } = directoryScene(false);
    const journal = await open();
    const { action, paramsHash, ...first } = await claim(journal, "k");
    await journal.end(first, { kind: "unknown" });
    files.truncate(files.names.find((one) => one.endsWith(".2")) ?? "", 30);
    const other = await open();
    await other.intend(intentOf("k"));
    expect(await other.find("k")).toMatchObject({ owner: { host: "unknown" }, action, paramsHash });
    expect((await other.find("k"))?.end).toBeUndefined();
  });

  test("keeps every durable claim when the file server loses power", async () => {
    const { files, open } = directoryScene();
    const journal = await open();
    const entry = await claim(journal, "k");
    await journal.end(entry, { kind: "succeeded", activationId: "abc" });
    files.losePower();
    expect(await (await open()).find("k")).toMatchObject({ claim: entry.claim, end: { kind: "succeeded" } });
  });

  test("that cannot be written is refused when it is opened", async () => {
    const { files, open } = directoryScene();
    files.faults.push({ on: "create", code: "EROFS" });
    // Before a call needs it.
    await expect(open()).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE", exitCode: 4 });
  });

  test("is shared by backends and organizations with one name, and their calls are distinguished", async () => {
    const { files, clock } = directoryScene();
    const open = async (scope: { backend?: string; organization?: string }): Promise<Journal> => {
      const objects = await openDirectory(directory, { files, clock });
      const self = { host: JSON.stringify(scope), pid: 7, startedAt: "boot" };
      return openStoredJournal("store", (sink) => openChainStore(objects, clock, sink), {
        clock,
        self,
        scope,
      });
    };
    const acme = await open({ backend: "b1", organization: "acme" });
    const other = await open({ backend: "b1", organization: "other" });
    const elsewhere = await open({ backend: "b2" });
    const entry = await claim(acme, "k");
    await claim(other, "k");
    await claim(elsewhere, "k");
    // A provider that is not told the organization sees the first, and is never told that a key is free that is not.
    const unaware = await open({ backend: "b1" });
    expect((await unaware.intend(intentOf("k"))).entry.claim).toBe(entry.claim);
    await acme.end(entry, { kind: "succeeded", activationId: "abc" });
    expect((await other.find("k"))?.end).toBeUndefined();
    expect((await elsewhere.find("k"))?.end).toBeUndefined();
    expect((await (await open({ backend: "b1", organization: "acme" })).find("k"))?.end?.kind).toBe(
      "succeeded",
    );
  });
});

describe("clocks of machines that are an hour apart", () => {
  const scenes = [
    ["a directory", directoryScene],
    ["a bucket", bucketScene],
  ] as const;
  test.each(
    scenes.flatMap(([name, scene]) =>
      [
        [hourMs, 0],
        [-hourMs, 0],
        [0, hourMs],
        [0, -hourMs],
        [hourMs, -hourMs],
      ].map(([owner = 0, reader = 0]) => [name, owner / hourMs, reader / hourMs, scene] as const),
    ),
  )(
    "in %s (%i h, %i h): a claim may be sent for as long as its owner may send it",
    async (_n, owner, reader, scene) => {
      const { open } = scene();
      const writer = await open({ aheadMs: owner * hourMs });
      const sendsForMs = 60_000;
      await writer.intend(intentOf("k", { sendsUntilAt: startedAt + owner * hourMs + sendsForMs }));
      const found = await (await open({ aheadMs: reader * hourMs })).find("k");
      const now = startedAt + reader * hourMs;
      // Not earlier, and at most so much later as clocks are precise.
      expect((found?.sendsUntilAt ?? 0) - now).toBeGreaterThanOrEqual(sendsForMs - 1000);
      expect((found?.sendsUntilAt ?? 0) - now).toBeLessThanOrEqual(sendsForMs + 5000);
      expect(Math.abs((found?.at ?? 0) - now)).toBeLessThanOrEqual(5000);
    },
  );
});

describe("a call of a runner that died on another machine, whose clock is an hour off", () => {
  test.each([-1, 1])(
    "is waited for until its last possible byte, and no longer (%i h)",
    async (aheadHours) => {
      const { clock, open } = bucketScene();
      const runner = await open({ host: "runner", aheadMs: aheadHours * hourMs });
      const sendsUntilAt = startedAt + aheadHours * hourMs + 60_000;
      const { entry } = await runner.intend(intentOf("k", { sendsUntilAt }));
      const journal = await open({ host: "here" });
      const { entry: taken } = await journal.intend(intentOf("k"));
      const self = { host: "here", pid: 1, startedAt: "boot" };
      const processes: Processes = { self, stateOf: () => "elsewhere" };
      const events: string[] = [];
      const emit = ({ kind }: { readonly kind: string }): void => void events.push(kind);
      const found = await waitForOwner(taken, { journal, processes, clock, emit });
      expect([found.claim, found.end]).toEqual([entry.claim, undefined]);
      expect(events).toEqual(["waitingForOwner"]);
      expect(clock.now() - startedAt).toBeGreaterThanOrEqual(59_000);
      expect(clock.now() - startedAt).toBeLessThan(70_000);
    },
  );
});

describe("an object with the record of another key", () => {
  test("is taken for a claim that was sent, and changes nothing of the other key", async () => {
    const { bucket, open } = bucketScene();
    const [one, other] = [keyOf("one"), keyOf("other")];
    const journal = await open();
    await claim(journal, one);
    const held = await claim(journal, other);
    const nameOf = (key: string): string => `state/${chainIdOf(key)}.1`;
    const copied = bucket.objects.get(nameOf(other));
    bucket.objects.set(nameOf(one), copied ?? { text: "", modifiedAt: startedAt });
    const reader = await open();
    const [found] = (await reader.generations({ project: "shop", stack: "prod", name: "one" })).values();
    expect(found).toMatchObject({ key: one, owner: { host: "unknown" } });
    expect((await reader.intend(intentOf(one))).kind).toBe("taken");
    expect(await reader.find(other)).toMatchObject({ claim: held.claim });
  });
});

describe("a claim whose write failed and was done later all the same", () => {
  test.each([
    ["in the middle of the next claim", false],
    ["after its end was left out", true],
  ])("is known not to be sent, and its key can be claimed again: %s", async (_when, isLeftOut) => {
    const { bucket, clock, open } = bucketScene();
    const real = bucket.client();
    let late: (() => Promise<unknown>) | undefined;
    const client: ObjectClient = {
      ...real,
      put: async (key, text, ifAbsent) => {
        if (!key.startsWith(`state/${chainIdOf("k")}.`)) return real.put(key, text, ifAbsent);
        if (late === undefined) {
          late = () => real.put(key, text, ifAbsent);
          throw new Error("no response");
        }
        await late();
        return real.put(key, text, ifAbsent);
      },
    };
    const self = { host: "one", pid: 1, startedAt: "boot" };
    const objects = bucketObjects("state/", { client, clock, random: Math.random });
    const journal = await openStoredJournal("store", (sink) => openChainStore(objects, clock, sink), {
      clock,
      self,
    });
    await expect(journal.intend(intentOf("k"))).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    if (isLeftOut) {
      // Writes what the failed claim left, of which the bucket shows nothing yet.
      await claim(journal, "l");
      await late?.();
    }
    const seen = await journal.find("k");
    expect(seen?.end?.kind).toBe(isLeftOut ? "notSent" : undefined);
    const again = await claim(journal, "k");
    expect((await (await open()).find("k"))?.claim).toBe(again.claim);
  });
});

describe("a service that ignores conditions", () => {
  test("is found out once, and remembered in the bucket", async () => {
    const { bucket, open } = bucketScene("ignored");
    await claim(await open(), "k");
    const probes = bucket.requests.filter((one) => one.endsWith("probe")).length;
    await claim(await open(), "l");
    expect(bucket.requests.filter((one) => one.endsWith("probe")).length).toBe(probes);
  });

  test("gets a claim withdrawn that is not alone", async () => {
    const { bucket, open } = bucketScene("ignored");
    const [one, other] = [await open(), await open()];
    await claim(one, "k");
    expect((await other.intend(intentOf("k"))).kind).toBe("taken");
    const left = [...bucket.objects.keys()].filter((key) => key.includes(".1-"));
    expect(
      left.filter((key) => !key.endsWith(".withdrawn") && !left.includes(`${key}.withdrawn`)).length,
    ).toBe(1);
  });

  test("and fails one of two machines as both release a key leaves the key free", async () => {
    const { bucket, open } = bucketScene("refused");
    const journal = await open();
    const held = await claim(journal, "k");
    await journal.end(held, { kind: "succeeded" });
    await journal.end(held, { kind: "released" });
    const [name, { text, modifiedAt }] = [...bucket.objects].find(([one]) => one.includes(".3-")) as [
      string,
      { text: string; modifiedAt: number },
    ];
    // What the other machine wrote under the same number, and could not withdraw.
    const record = parseRecord(text) as EndRecord;
    const rival = formatRecord({ ...record, id: "rival" });
    bucket.objects.set(name.replace(/-.*$/, "-0"), { text: rival, modifiedAt });
    expect(await (await open()).intend(intentOf("k"))).toMatchObject({ kind: "claimed" });
  });

  test("and does not list what it stored lets nothing be sent", async () => {
    const { bucket, open } = bucketScene("ignored");
    const journal = await open();
    await claim(journal, "before");
    const client = bucket.client.bind(bucket);
    const hidden = { ...client(), list: async () => [] };
    bucket.client = () => hidden;
    const blind = await open();
    await expect(blind.intend(intentOf("k"))).rejects.toThrow("does not list an object that it has stored");
  });
});

test("a store contains nothing except the intent and the end", async () => {
  for (const scene of [directoryScene(), bucketScene(), bucketScene("ignored")]) {
    const journal = await scene.open();
    await journal.end(await claim(journal, "k"), { kind: "succeeded", activationId: "abc" });
    const records = [...(await scene.text()).matchAll(/\{"kind".*\}/g)].map(
      ([json]) => JSON.parse(json) as object,
    );
    const fields = new Set(records.flatMap((record) => Object.keys(record)));
    expect([...fields].sort()).toEqual(
      [
        "action",
        "after",
        "at",
        "end",
        "id",
        "key",
        "kind",
        "of",
        "owner",
        "paramsHash",
        "sendsUntilAt",
      ].sort(),
    );
  }
});

interface Move {
  readonly machine: number;
  readonly key: string;
  readonly kind: "intend" | "replace" | "succeeded" | "notSent" | "unknown" | "release" | "die";
}

const move: fc.Arbitrary<Move> = fc.record({
  machine: fc.nat(2),
  key: fc.constantFrom("a", "b"),
  kind: fc.constantFrom("intend", "intend", "replace", "succeeded", "notSent", "unknown", "release", "die"),
});

/**
 * Lets three machines make their moves at once, with requests that overtake each other, machines that die in the middle of one and are
 * replaced, and responses that get lost. Returns the promises that were broken to machines.
 */
async function brokenPromises(
  scene: MachineScene,
  moves: readonly Move[],
  delays: readonly number[],
): Promise<readonly string[]> {
  let step = 0;
  const dead = new Set<number>();
  let machines = 0;
  const start = async (): Promise<{ readonly id: number; readonly journal: Journal }> => {
    machines += 1;
    const id = machines;
    const pass = async (): Promise<void> => {
      const ticks = delays[step % delays.length] ?? 0;
      step += 1;
      for (let tick = 0; tick < ticks; tick += 1) await Promise.resolve();
      if (dead.has(id)) await new Promise<never>(() => {});
    };
    return { id, journal: await scene.open({ host: `machine ${id}`, pass }) };
  };
  /** Claims as they were told, in their order. A key that may not be had is one whose last claim may have run. */
  const told: { readonly entry: JournalEntry; readonly replaces?: string | undefined }[] = [];
  const ends = new Map<string, Set<string>>();
  const running = [await start(), await start(), await start()];
  const work = [0, 1, 2].map(async (slot) => {
    for (const { kind, key } of moves.filter(({ machine }) => machine === slot)) {
      const { id, journal } = running[slot] as Awaited<ReturnType<typeof start>>;
      if (kind === "die") {
        dead.add(id);
        running[slot] = await start();
        continue;
      }
      if (kind === "intend" || kind === "replace") {
        const replaces = kind === "replace" ? (await journal.find(key))?.claim : undefined;
        const intending = journal.intend(intentOf(key, replaces === undefined ? {} : { replaces }));
        const intended = await intending.catch(() => undefined);
        if (intended?.kind === "claimed") told.push({ entry: intended.entry, replaces });
        continue;
      }
      const entry = await journal.find(key).catch(() => undefined);
      // No end of a call is told before its owner was told that it has the claim, or is gone.
      const isOver = (claimed: JournalEntry): boolean =>
        told.some((one) => one.entry.claim === claimed.claim) ||
        dead.has(Number(claimed.owner.host.slice("machine ".length)));
      if (entry === undefined || !isOver(entry)) continue;
      const known = ends.get(entry.claim) ?? new Set();
      ends.set(entry.claim, known.add(kind === "release" ? "released" : kind));
      await journal.end(entry, { kind: kind === "release" ? "released" : kind }).catch(() => undefined);
    }
  });
  await Promise.all(work);
  const judge = await scene.open({ host: "judge" });
  const entries = await judge.entries();
  const broken: string[] = [];
  for (const key of ["a", "b"]) {
    const claims = told.filter(({ entry }) => entry.key === key);
    for (const { entry } of claims) {
      const isHeld = entries.some(({ claim: held }) => held === entry.claim);
      const isReplaced = claims.some(({ replaces }) => replaces === entry.claim);
      const said = ends.get(entry.claim);
      const isFree = said !== undefined && (said.has("notSent") || said.has("released"));
      // A claim that was told is never forgotten, unless it was given up in a way that was told as well.
      if (!isHeld && !isReplaced && !isFree) broken.push(`${entry.owner.host} has lost its claim on ${key}`);
    }
    // Without an end that frees the key, there is one claim at a time: each one has replaced the one before.
    const open = claims.filter(({ entry }) => {
      const said = ends.get(entry.claim);
      return said === undefined || (!said.has("notSent") && !said.has("released"));
    });
    const unreplaced = open.filter(({ entry }) => !claims.some(({ replaces }) => replaces === entry.claim));
    if (unreplaced.length > 1) broken.push(`${unreplaced.length} claims have ${key}`);
  }
  return broken;
}

describe("no order of moves of three machines lets two of them have a key", () => {
  const delays = fc.array(fc.nat(12), { minLength: 3, maxLength: 24 });
  test.each([
    ["a bucket", () => bucketScene()],
    ["a bucket that ignores conditions", () => bucketScene("ignored")],
  ])("in %s", async (_name, scene) => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 24 }), delays, async (moves, ticks) => {
        expect(await brokenPromises(scene(), moves, ticks)).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("in a bucket whose responses get lost", async () => {
    const lost = fc.array(fc.constantFrom("put", "get", "list"), { maxLength: 6 });
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 24 }), delays, lost, async (moves, ticks, faults) => {
        const scene = bucketScene();
        for (const on of faults) {
          scene.bucket.faults.push({ on: on, message: "lost", isDone: true });
        }
        // A machine that cannot open its journal makes no call.
        const broken = await brokenPromises(scene, moves, ticks).catch((error: Error) => {
          if (!error.message.includes("lost")) throw error;
          return [];
        });
        expect(broken).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  test("in a directory", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(move, { maxLength: 24 }), fc.boolean(), async (moves, hasLinks) => {
        expect(await brokenPromises(directoryScene(hasLinks), moves, [0])).toEqual([]);
      }),
      { numRuns: 300 },
    );
  });
});
