import { describe, expect, test } from "vitest";
import { generationKey } from "../../../src/model/resourceKey.ts";
import { MemoryFiles } from "./memoryFiles.ts";
import { claim, intentOf, kinds, path, scene, startedAt } from "./scene.ts";

describe("an intent", () => {
  test("is durable when it is given back, with who is about to send", async () => {
    const { files, open } = scene();
    const journal = await open();
    const { kind, entry } = await journal.intend(intentOf("k"));
    expect(kind).toBe("claimed");
    expect(entry).toEqual({
      ...intentOf("k"),
      claim: expect.any(String),
      at: startedAt,
      owner: { host: "ci", pid: 101, startedAt: "boot 101" },
    });
    expect(files.durableTextOf(path)).toContain('"key":"k"');
    files.losePower(0);
    expect(await (await open()).find("k")).toEqual(entry);
  });

  test("shares one sync with all that wait for it", async () => {
    const { files, open } = scene();
    const journal = await open();
    const before = files.syncCount;
    await Promise.all(Array.from({ length: 100 }, (_, index) => claim(journal, `k${index}`)));
    expect(files.syncCount - before).toBeLessThanOrEqual(2);
  });

  test("of another process is found immediately", async () => {
    const { open } = scene();
    const [one, other] = [await open(), await open()];
    const entry = await claim(one, "k");
    expect(await other.find("k")).toEqual(entry);
  });

  test("gives the key to one of many concurrent processes, and shows its owner to the others", async () => {
    const { open } = scene();
    const journals = await Promise.all([open(), open(), open()]);
    const intended = await Promise.all(journals.map((journal) => journal.intend(intentOf("k"))));
    expect(kinds(intended)).toEqual(["claimed", "taken", "taken"]);
    expect(new Set(intended.map(({ entry }) => entry.claim)).size).toBe(1);
    expect((await (await open()).find("k"))?.claim).toBe(intended[0]?.entry.claim);
  });

  test("gets the key for one of many tries within a process", async () => {
    const journal = await scene().open();
    const intended = await Promise.all([1, 2, 3].map(() => journal.intend(intentOf("k"))));
    expect(kinds(intended)).toEqual(["claimed", "taken", "taken"]);
  });
});

describe("a key", () => {
  test.each(["notSent", "rejected"] as const)("can be had again after %s", async (kind) => {
    const journal = await scene().open();
    const first = await claim(journal, "k");
    await journal.end(first, { kind });
    expect((await claim(journal, "k")).claim).not.toBe(first.claim);
  });

  test.each(["succeeded", "failed", "pending"] as const)(
    "is never had again after %s, not even to replace it",
    async (kind) => {
      const journal = await scene().open();
      const { claim: replaces } = await claim(journal, "k");
      await journal.end({ key: "k", claim: replaces }, { kind, activationId: "abc" });
      expect((await journal.intend(intentOf("k", { replaces }))).kind).toBe("taken");
      expect((await journal.find("k"))?.end).toEqual({ kind, activationId: "abc" });
    },
  );

  test.each([undefined, "unknown"] as const)(
    "whose end is %s is had by the one who replaces it, and by one alone",
    async (kind) => {
      const { open } = scene();
      const [one, other] = [await open(), await open()];
      const { claim: replaces } = await claim(one, "k");
      if (kind !== undefined) await one.end({ key: "k", claim: replaces }, { kind });
      expect((await one.intend(intentOf("k"))).kind).toBe("taken");
      const intended = await Promise.all(
        [one, other].map((journal) => journal.intend(intentOf("k", { replaces }))),
      );
      expect(kinds(intended)).toEqual(["claimed", "taken"]);
    },
  );
});

describe("an end", () => {
  test("is kept with its activation id, by which its claim is found", async () => {
    const { open } = scene();
    const journal = await open();
    const entry = await claim(journal, "k");
    await journal.end(entry, { kind: "succeeded", activationId: "abc" });
    const again = await open();
    expect(await again.find("k")).toMatchObject({
      end: { kind: "succeeded", activationId: "abc" },
      endedAt: startedAt,
    });
    expect([again.claimOf("abc"), again.claimOf("def")]).toEqual([entry.claim, undefined]);
  });

  test.each(["succeeded", "failed", "pending", "unknown", "notSent"] as const)(
    "that releases a claim that %s makes its key free, and its activation stays that claim's",
    async (kind) => {
      const { open } = scene();
      const journal = await open();
      const entry = await claim(journal, "k");
      await journal.end(entry, { kind, activationId: "abc" });
      await journal.end(entry, { kind: "released" });
      await journal.end(entry, { kind: "failed", activationId: "def" });
      const again = await open();
      expect(await again.find("k")).toBeUndefined();
      const next = await claim(again, "k");
      await again.end(next, { kind: "succeeded", activationId: "ghi" });
      expect(["abc", "def", "ghi"].map((id) => again.claimOf(id))).toEqual([
        entry.claim,
        undefined,
        next.claim,
      ]);
    },
  );

  test.each(["unknown", "pending"] as const)("takes the place of %s, and is not replaced", async (early) => {
    const journal = await scene().open();
    const entry = await claim(journal, "k");
    await journal.end(entry, { kind: early });
    await journal.end(entry, { kind: "failed", activationId: "abc" });
    await journal.end(entry, { kind: "unknown" });
    expect((await journal.find("k"))?.end).toEqual({ kind: "failed", activationId: "abc" });
  });

  test.each(["notSent", "rejected"] as const)(
    "%s is not undone by somebody who only does not know, but by the one who knows better",
    async (kind) => {
      const journal = await scene().open();
      const entry = await claim(journal, "k");
      await journal.end(entry, { kind });
      await journal.end(entry, { kind: "unknown" });
      expect((await journal.find("k"))?.end).toEqual({ kind });
      await journal.end(entry, { kind: "succeeded", activationId: "abc" });
      expect((await journal.find("k"))?.end).toEqual({ kind: "succeeded", activationId: "abc" });
    },
  );

  test("of a claim that was replaced changes nothing", async () => {
    const journal = await scene().open();
    const old = await claim(journal, "k");
    const { claim: fresh } = await claim(journal, "k", old.claim);
    await journal.end(old, { kind: "notSent" });
    expect(await journal.find("k")).toMatchObject({ claim: fresh });
    expect(await journal.find("k")).not.toHaveProperty("end");
  });
});

test("all that is known is listed, with what another process wrote and what was released", async () => {
  const { open } = scene();
  const [one, other] = [await open(), await open()];
  const first = await claim(other, "k");
  await other.end(first, { kind: "succeeded", activationId: "abc" });
  await other.end(first, { kind: "released" });
  const next = await claim(other, "k");
  const unseen = await claim(other, "l");
  await other.end(unseen, { kind: "unknown" });
  const listed = await one.entries();
  expect(listed.map(({ key, claim: by, end }) => [key, by, end?.kind])).toEqual([
    ["k", first.claim, "released"],
    ["k", next.claim, undefined],
    ["l", unseen.claim, "unknown"],
  ]);
});

describe("files that fail", () => {
  test.each([
    ["a full disk", { on: "append", kind: "refuse", code: "ENOSPC" }],
    ["a disk that fills up in the middle", { on: "append", kind: "short", bytes: 30 }],
    ["a write that breaks off", { on: "append", kind: "torn", bytes: 30 }],
    ["a whole line and no more", { on: "append", kind: "short", bytes: 420 }],
    ["a sync that fails", { on: "sync", kind: "refuse", code: "EIO" }],
  ] as const)("let nothing be sent: %s; and the key is free when they work again", async (_what, fault) => {
    const { files, open } = scene();
    const journal = await open();
    await claim(journal, "before");
    files.faults.push(fault);
    const failed = await Promise.allSettled(["k", "l"].map((key) => journal.intend(intentOf(key))));
    for (const one of failed) {
      expect(one).toMatchObject({ status: "rejected", reason: { code: "NCF_JOURNAL_UNWRITABLE" } });
    }
    await claim(journal, "k");
    const again = await open();
    await claim(again, "l");
    expect(await again.find("before")).toBeDefined();
    expect((await again.intend(intentOf("k"))).kind).toBe("taken");
  });

  test("are classified by the number of bytes written", async () => {
    const { files, open } = scene();
    const journal = await open();
    files.faults.push({ on: "append", kind: "short", bytes: 30 });
    await expect(journal.intend(intentOf("k"))).rejects.toThrow(/only 30 of \d{3} bytes could be written/);
  });

  test("keep an end for the next batch", async () => {
    const { files, open } = scene();
    const journal = await open();
    const entry = await claim(journal, "k");
    files.faults.push({ on: "append", kind: "refuse", code: "ENOSPC" });
    await expect(journal.end(entry, { kind: "succeeded" })).rejects.toThrow("NCF_JOURNAL_UNWRITABLE");
    await claim(journal, "l");
    expect((await (await open()).find("k"))?.end).toEqual({ kind: "succeeded" });
  });

  test("show records that are not written yet to everything in the process", async () => {
    const { files, open } = scene();
    const journal = await open();
    files.faults.push({ on: "sync", kind: "refuse", code: "EIO" });
    await expect(journal.intend(intentOf("k"))).rejects.toThrow("NCF_JOURNAL_UNWRITABLE");
    // The intent stands in the file. Whoever took it for a call under way would wait for this process for ever.
    expect((await journal.find("k"))?.end).toEqual({ kind: "notSent" });
    expect((await (await open()).find("k"))?.end).toBeUndefined();
  });

  test("do not free a key whose claim was to be replaced, since that one may have run", async () => {
    const { files, open } = scene();
    const journal = await open();
    const first = await claim(journal, "k");
    files.faults.push({ on: "sync", kind: "refuse", code: "EIO" });
    const replaces = first.claim;
    await expect(journal.intend(intentOf("k", { replaces }))).rejects.toThrow("NCF_JOURNAL_UNWRITABLE");
    await claim(journal, "l");
    expect((await journal.find("k"))?.end).toEqual({ kind: "unknown" });
    expect((await (await open()).intend(intentOf("k"))).kind).toBe("taken");
  });

  test("fail to open with the error of the system", async () => {
    const { files, open } = scene();
    files.faults.push({ on: "open", kind: "refuse", code: "EROFS" });
    await expect(open()).rejects.toThrow(`the journal ${path} cannot be used: EROFS`);
  });
});

describe("a journal that grows", () => {
  test("continues in the next file, also for a process that has not read the seal", async () => {
    const { files, open } = scene(new MemoryFiles(), 1000);
    const journals = [await open(), await open(), await open()];
    const keys = Array.from({ length: 30 }, (_, index) => `k${index}`);
    for (const [index, key] of keys.entries()) await claim(journals[index % 3] as (typeof journals)[0], key);
    expect(files.nodes.size).toBeGreaterThan(3);
    expect([...files.nodes.keys()].slice(0, 3)).toEqual([path, `${path}.1`, `${path}.2`]);
    for (const journal of [...journals, await open()]) {
      const found = await Promise.all(keys.map((key) => journal.find(key)));
      expect(found.map((entry) => entry?.key)).toEqual(keys);
    }
  });

  test("does not count records after a seal until they are in the next file", async () => {
    const { files, open } = scene(new MemoryFiles(), 100);
    const [stale, staler, other] = [await open(), await open(), await open()];
    await claim(other, "first");
    await claim(other, "k");
    // The seal is unread by the stale ones, whose intents first go behind it.
    expect((await stale.intend(intentOf("k"))).kind).toBe("taken");
    await claim(staler, "l");
    expect(files.textOf(path).split('"kind":"seal"')[1]).toContain('"key":"l"');
    const again = await open();
    expect(await again.find("l")).toEqual(await staler.find("l"));
    expect(await again.find("k")).toEqual(await other.find("k"));
  });

  test("drops what was settled more than a month ago when it is opened, and nothing else", async () => {
    const { files, clock, open } = scene(new MemoryFiles(), 1000);
    const journal = await open();
    for (const kind of ["succeeded", "failed", "rejected", "notSent", "pending", "unknown"] as const) {
      for (let index = 0; index < 5; index += 1) {
        await journal.end(await claim(journal, `${kind} ${index}`), { kind });
      }
    }
    await claim(journal, "open");
    await clock.sleep(33 * 24 * 3_600_000);
    const inMonth = await claim(journal, "new");
    await journal.end(inMonth, { kind: "succeeded" });
    const sizeOf = (): number => [...files.nodes.values()].reduce((sum, one) => sum + one.bytes.length, 0);
    const before = sizeOf();

    await open();
    expect(sizeOf()).toBeLessThan(before / 2);
    const again = await open();
    expect(await again.find("succeeded 0")).toBeUndefined();
    expect(await again.find("rejected 4")).toBeUndefined();
    expect(await again.find("pending 0")).toMatchObject({ end: { kind: "pending" } });
    expect(await again.find("unknown 4")).toMatchObject({ end: { kind: "unknown" } });
    expect(await again.find("open")).toMatchObject({ key: "open" });
    expect(await again.find("new")).toMatchObject({ end: { kind: "succeeded" } });
    expect(await journal.find("unknown 0")).toEqual(await again.find("unknown 0"));
  });

  test("returns the remaining generations of a resource in order, without released ones", async () => {
    const { clock, open } = scene(new MemoryFiles(), 100);
    const journal = await open();
    const one = { project: "shop", stack: "prod", name: "one" };
    const keyOf = (generation: number): string => generationKey({ ...one, generation });
    await journal.end(await claim(journal, keyOf(1)), { kind: "succeeded" });
    await claim(journal, generationKey({ ...one, name: "two", generation: 7 }));
    await clock.sleep(33 * 24 * 3_600_000);
    await journal.end(await claim(journal, keyOf(10)), { kind: "unknown" });
    await journal.end(await claim(journal, keyOf(2)), { kind: "succeeded" });
    await journal.end(await claim(journal, keyOf(3)), { kind: "released" });
    await open();
    const known = await (await open()).generations(one);
    expect([...known].map(([generation, { end }]) => [generation, end?.kind])).toEqual([
      [2, "succeeded"],
      [10, "unknown"],
    ]);
    expect(await journal.generations({ ...one, name: "three" })).toEqual(new Map());
  });

  test("is not compacted where others still write", async () => {
    const { clock, open } = scene();
    const journal = await open();
    await journal.end(await claim(journal, "k"), { kind: "succeeded" });
    await clock.sleep(33 * 24 * 3_600_000);
    await open();
    await claim(journal, "l");
    expect(await (await open()).find("l")).toBeDefined();
  });

  test("does not make records after a seal visible by compacting", async () => {
    const { files, clock, open } = scene(new MemoryFiles(), 2000);
    const [stale, other] = [await open(), await open()];
    await claim(other, "open");
    for (const key of ["a", "b", "c", "d", "e"]) {
      await other.end(await claim(other, key), { kind: "succeeded" });
    }
    const holder = await claim(other, "k");
    expect((await stale.intend(intentOf("k"))).kind).toBe("taken");
    expect(files.textOf(path)).toContain('"key":"k"');
    await clock.sleep(33 * 24 * 3_600_000);
    await open();
    expect(files.textOf(path)).toMatch(/^\n.*"key":"open".*\n.*"kind":"seal".*\n$/);
    expect(await (await open()).find("k")).toEqual(holder);
  });

  test.each([
    ["its end", "its intent stays in a file that is still needed", "succeeded"],
    ["the word that it was released", "its end stays in a file that is still needed", "released"],
  ] as const)("does not lose %s of a key when %s", async (_what, _why, last) => {
    const { files, clock, open } = scene(new MemoryFiles(), 2000);
    const journal = await open();
    const k = await claim(journal, "k");
    if (last === "released") await journal.end(k, { kind: "succeeded", activationId: "abc" });
    for (let index = 0; files.nodes.size === 1; index += 1) await claim(journal, `open ${index}`);
    if (last === "released") await journal.end(k, { kind: last });
    else await journal.end(k, { kind: last, activationId: "abc" });
    for (let index = 0; files.nodes.size === 2; index += 1) {
      await journal.end(await claim(journal, `settled ${index}`), { kind: "succeeded" });
    }
    await clock.sleep(33 * 24 * 3_600_000);
    const before = files.textOf(`${path}.1`).length;
    await open();
    expect(files.textOf(path)).toContain('"key":"k"');
    expect(files.textOf(`${path}.1`).length).toBeLessThan(before / 2);
    const found = await (await open()).find("k");
    expect(found?.end).toEqual(last === "released" ? undefined : { kind: last, activationId: "abc" });
  });

  test("is used unchanged when it cannot be compacted", async () => {
    const { files, clock, open } = scene(new MemoryFiles(), 100);
    const journal = await open();
    for (const key of ["a", "b"]) await journal.end(await claim(journal, key), { kind: "succeeded" });
    await clock.sleep(33 * 24 * 3_600_000);
    files.remove = async () => {
      throw new Error("EBUSY: somebody has it open");
    };
    expect(await (await open()).find("a")).toMatchObject({ end: { kind: "succeeded" } });
  });

  test("does not restore a lost claim when the winning one is dropped", async () => {
    const { files, clock, open } = scene(new MemoryFiles(), 100);
    const [one, other] = [await open(), await open()];
    await one.end(await claim(one, "k"), { kind: "succeeded" });
    await other.find("k");
    const lost = [other.intend(intentOf("k")), claim(other, "open"), claim(other, "open too")] as const;
    expect((await lost[0]).kind).toBe("taken");
    await Promise.all(lost);
    await clock.sleep(33 * 24 * 3_600_000);
    await open();
    expect(files.textOf(path)).toBe("");
    expect((await (await open()).find("k"))?.end).toEqual({ kind: "notSent" });
  });

  test("starts no file before the previous one is durable, regardless of its writer", async () => {
    const { files, open } = scene(new MemoryFiles(), 100);
    const [one, other] = [await open(), await open()];
    await claim(one, "k");
    files.faults.push({ on: "sync", kind: "refuse", code: "EIO" });
    await expect(one.intend(intentOf("l"))).rejects.toThrow("NCF_JOURNAL_UNWRITABLE");
    await other.find("k");
    await claim(other, "m");
    expect(files.textOf(`${path}.1`)).toContain('"key":"m"');
    expect(files.durableTextOf(path)).toBe(files.textOf(path));
  });

  test("continues after a power loss dropped the seal of a file", async () => {
    const { files, open } = scene(new MemoryFiles(), 100);
    const journal = await open();
    await claim(journal, "k");
    await claim(journal, "l");
    const unsealed = files
      .textOf(path)
      .split("\n")
      .filter((line) => !line.includes('"kind":"seal"'));
    await files.replace(path, Buffer.from(unsealed.join("\n")));
    const again = await open();
    await claim(again, "m");
    expect(await journal.find("m")).toEqual(await again.find("m"));
    expect(await again.find("k")).toEqual(await journal.find("k"));
  });
});
