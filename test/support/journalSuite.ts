import { describe, expect, test } from "vitest";
import { generationKey } from "../../src/model/resourceKey.ts";
import type { Intended, Journal, JournalEntry } from "../../src/journal/journal.ts";
import type { Intent } from "../../src/journal/records.ts";

/** A store that several machines share, or one machine where it cannot be shared. */
export interface SuiteScene {
  /** Opens the journal as another process, on another machine where the store can be shared. */
  readonly open: () => Promise<Journal>;
  /** Lets so much time pass for machines and store; absent where the store has a clock of its own. */
  readonly pass?: (ms: number) => Promise<void>;
  /** Everything in the store, names and contents. */
  readonly text: () => string | Promise<string>;
}

const dayMs = 24 * 3_600_000;

export function intentOf(key: string, more: Partial<Intent> = {}): Intent {
  const action = "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic";
  return { key, action, paramsHash: "hash", sendsUntilAt: 1_714_021_598_000, ...more };
}

/** Claims a key that can be had. */
export async function claim(journal: Journal, key: string, replaces?: string): Promise<JournalEntry> {
  const intended = await journal.intend(intentOf(key, replaces === undefined ? {} : { replaces }));
  if (intended.kind !== "claimed") throw new Error(`${key} is taken`);
  return intended.entry;
}

function kinds(intended: readonly Intended[]): readonly string[] {
  return intended.map(({ kind }) => kind).sort();
}

/** What holds for a journal in every store. */
export function journalSuite(
  place: string,
  scene: () => SuiteScene | Promise<SuiteScene>,
  { hasOwnClock = false }: { readonly hasOwnClock?: boolean } = {},
): void {
  describe(`the journal in ${place}`, () => {
    test("an intent is found by the next process as it was given, with its owner", async () => {
      const { open } = await scene();
      const one = await open();
      const { kind, entry } = await one.intend(intentOf("k"));
      expect(kind).toBe("claimed");
      expect(entry).toMatchObject({ ...intentOf("k"), owner: { host: expect.any(String) } });
      const found = await (await open()).find("k");
      expect(found).toMatchObject({ claim: entry.claim, owner: entry.owner, action: entry.action });
    });

    test("a claim of another process that has the journal open is found", async () => {
      const { open } = await scene();
      const [one, other] = [await open(), await open()];
      const entry = await claim(one, "k");
      expect((await other.find("k"))?.claim).toBe(entry.claim);
    });

    test("one of several processes gets a key, and the others find which claim has it", async () => {
      const { open } = await scene();
      const journals = await Promise.all([open(), open(), open()]);
      const intended = await Promise.all(journals.map((journal) => journal.intend(intentOf("k"))));
      expect(kinds(intended).filter((kind) => kind === "claimed").length).toBe(1);
      const found = await Promise.all([...journals, await open()].map((journal) => journal.find("k")));
      const holder = intended.find(({ kind }) => kind === "claimed")?.entry.claim;
      expect(found.map((entry) => entry?.claim)).toEqual([holder, holder, holder, holder]);
    });

    test("one of several calls of one process gets a key", async () => {
      const journal = await (await scene()).open();
      const intended = await Promise.all([1, 2, 3].map(() => journal.intend(intentOf("k"))));
      expect(kinds(intended)).toEqual(["claimed", "taken", "taken"]);
    });

    test.each(["notSent", "rejected"] as const)("a key can be had again after %s", async (kind) => {
      const { open } = await scene();
      const [one, other] = [await open(), await open()];
      const first = await claim(one, "k");
      expect((await other.intend(intentOf("k"))).kind).toBe("taken");
      await one.end(first, { kind });
      // Its knowledge is old, and the attempt itself brings it up to date.
      expect((await claim(other, "k")).claim).not.toBe(first.claim);
    });

    test.each(["succeeded", "failed", "pending"] as const)(
      "a key is never had again after %s, not even to replace its claim",
      async (kind) => {
        const { open } = await scene();
        const [one, other] = [await open(), await open()];
        const { claim: replaces } = await claim(one, "k");
        await other.find("k");
        await one.end({ key: "k", claim: replaces }, { kind, activationId: "abc" });
        expect((await other.intend(intentOf("k", { replaces }))).kind).toBe("taken");
        expect((await other.find("k"))?.end).toEqual({ kind, activationId: "abc" });
      },
    );

    test.each([undefined, "unknown"] as const)(
      "a key whose end is %s is had by the one that replaces it, and by one alone",
      async (kind) => {
        const { open } = await scene();
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

    test("an end is kept with its activation id, by which its claim is found", async () => {
      const { open } = await scene();
      const journal = await open();
      const entry = await claim(journal, "k");
      await journal.end(entry, { kind: "succeeded", activationId: "abc" });
      const again = await open();
      expect(await again.find("k")).toMatchObject({ end: { kind: "succeeded", activationId: "abc" } });
      expect([again.claimOf("abc"), again.claimOf("def")]).toEqual([entry.claim, undefined]);
    });

    test.each(["succeeded", "failed", "pending", "unknown", "notSent"] as const)(
      "an end that releases a claim that %s makes its key free, and its activation stays that claim's",
      async (kind) => {
        const { open } = await scene();
        const journal = await open();
        const entry = await claim(journal, "k");
        await journal.end(entry, { kind, activationId: "abc" });
        await journal.end(entry, { kind: "released" });
        await journal.end(entry, { kind: "failed", activationId: "def" });
        const again = await open();
        expect(await again.find("k")).toBeUndefined();
        const next = await claim(again, "k");
        await again.end(next, { kind: "succeeded", activationId: "ghi" });
        const claims = ["abc", "def", "ghi"].map((id) => again.claimOf(id));
        expect(claims).toEqual([entry.claim, undefined, next.claim]);
      },
    );

    test.each(["unknown", "pending"] as const)(
      "a final end takes the place of %s, and stays",
      async (early) => {
        const { open } = await scene();
        const [one, other] = [await open(), await open()];
        const entry = await claim(one, "k");
        await other.end(entry, { kind: early });
        await one.end(entry, { kind: "failed", activationId: "abc" });
        await other.end(entry, { kind: "unknown" });
        expect((await other.find("k"))?.end).toEqual({ kind: "failed", activationId: "abc" });
        expect((await (await open()).find("k"))?.end).toEqual({ kind: "failed", activationId: "abc" });
      },
    );

    test.each(["notSent", "rejected"] as const)(
      "%s stays against unknown, and gives way to a run",
      async (kind) => {
        const { open } = await scene();
        const journal = await open();
        const entry = await claim(journal, "k");
        await journal.end(entry, { kind });
        await journal.end(entry, { kind: "unknown" });
        expect((await (await open()).find("k"))?.end).toEqual({ kind });
        await journal.end(entry, { kind: "succeeded", activationId: "abc" });
        expect((await (await open()).find("k"))?.end).toEqual({ kind: "succeeded", activationId: "abc" });
      },
    );

    test("an end of a claim that was replaced changes nothing", async () => {
      const { open } = await scene();
      const [one, other] = [await open(), await open()];
      const old = await claim(one, "k");
      await other.find("k");
      const { claim: fresh } = await claim(other, "k", old.claim);
      await one.end(old, { kind: "notSent" });
      const found = await (await open()).find("k");
      expect(found).toMatchObject({ claim: fresh });
      expect(found).not.toHaveProperty("end");
    });

    test("everything is listed, with what another process wrote and what was released", async () => {
      const { open } = await scene();
      const [one, other] = [await open(), await open()];
      const first = await claim(other, "k");
      await other.end(first, { kind: "succeeded", activationId: "abc" });
      await other.end(first, { kind: "released" });
      const next = await claim(other, "k");
      const unseen = await claim(other, "l");
      await other.end(unseen, { kind: "unknown" });
      const listed = (await one.entries()).map(({ key, claim: by, end }) => [key, by, end?.kind]);
      expect(listed).toHaveLength(3);
      expect(listed).toEqual(
        expect.arrayContaining([
          ["k", first.claim, "released"],
          ["k", next.claim, undefined],
          ["l", unseen.claim, "unknown"],
        ]),
      );
    });

    test("a stack is known once a process recorded a call of it, and not on the evidence of its state alone", async () => {
      const { open } = await scene();
      const stack = { project: "shop", stack: "prod" };
      const keyOf = (name: string): string => generationKey({ ...stack, name, generation: 1 });
      const one = await open();
      expect(await one.knowsStack(stack)).toBe(false);
      const owner = { host: "unknown", pid: 0, startedAt: "" };
      const { entry } = await one.intend(intentOf(keyOf("a"), { sentFromAt: 1_714_000_000_000, owner }));
      const other = await open();
      expect(await other.knowsStack(stack)).toBe(false);
      expect(await other.find(entry.key)).toMatchObject({ owner, sentFromAt: 1_714_000_000_000 });
      await claim(one, keyOf("b"));
      expect(await (await open()).knowsStack(stack)).toBe(true);
    });

    test("the generations of a resource are known in their order, without those that were released", async () => {
      const { open } = await scene();
      const journal = await open();
      const one = { project: "shop", stack: "prod", name: "one" };
      const keyOf = (generation: number): string => generationKey({ ...one, generation });
      await journal.end(await claim(journal, keyOf(10)), { kind: "unknown" });
      await journal.end(await claim(journal, keyOf(2)), { kind: "succeeded" });
      await journal.end(await claim(journal, keyOf(3)), { kind: "released" });
      await claim(journal, generationKey({ ...one, name: "two", generation: 7 }));
      const known = await (await open()).generations(one);
      expect([...known].map(([generation, { end }]) => [generation, end?.kind])).toEqual([
        [2, "succeeded"],
        [10, "unknown"],
      ]);
      expect(await journal.generations({ ...one, name: "three" })).toEqual(new Map());
    });

    test("a thousand calls side by side are all found by the next process", async () => {
      const { open } = await scene();
      const journal = await open();
      const keys = Array.from({ length: 1000 }, (_, index) =>
        generationKey({ project: "shop", stack: "prod", name: `r${index}`, generation: 1 }),
      );
      let next = 0;
      const worker = async (): Promise<void> => {
        while (next < keys.length) {
          const key = keys[next] as string;
          next += 1;
          await journal.end(await claim(journal, key), { kind: "succeeded", activationId: key });
        }
      };
      await Promise.all(Array.from({ length: 80 }, worker));
      const listed = await (await open()).entries();
      expect(
        listed
          .filter(({ end }) => end?.kind === "succeeded")
          .map(({ key }) => key)
          .sort(),
      ).toEqual([...keys].sort());
    });

    // Nothing in it is a month old.
    if (hasOwnClock) return;

    test("what was settled more than a month ago is dropped by many processes at once, and nothing else", async () => {
      const { open, pass } = await scene();
      const journal = await open();
      for (const kind of ["succeeded", "failed", "rejected", "notSent", "pending", "unknown"] as const) {
        for (let index = 0; index < 5; index += 1) {
          await journal.end(await claim(journal, `${kind} ${index}`), { kind });
        }
      }
      await claim(journal, "open");
      const { entry } = await journal.intend({ ...intentOf("permanent"), isPermanent: true });
      await journal.end(entry, { kind: "succeeded" });
      await journal.end(await claim(journal, "gone"), { kind: "released" });
      await pass?.(33 * dayMs);
      await journal.end(await claim(journal, "new"), { kind: "succeeded" });
      const cleaners = await Promise.all([open(), open(), open()]);
      await Promise.all(cleaners.map((cleaner) => cleaner.close()));
      const again = await open();
      const left = (await again.entries()).map(({ key, end }) => [key, end?.kind] as const);
      expect(left.filter(([key]) => ["open", "new", "permanent"].includes(key)).length).toBe(3);
      expect(left.filter(([, kind]) => kind === "pending" || kind === "unknown").length).toBe(10);
      expect((await journal.find("unknown 0"))?.claim).toBe((await again.find("unknown 0"))?.claim);
      expect((await claim(again, "succeeded 0")).claim).toBeDefined();
      await Promise.all([again.close(), journal.close()]);
    });
  });
}
