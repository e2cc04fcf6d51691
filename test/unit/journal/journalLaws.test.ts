import * as fc from "fast-check";
import { expect, test } from "vitest";
import type { Journal, JournalEntry } from "../../../src/journal/journal.ts";
import { MemoryFiles } from "./memoryFiles.ts";
import { claim, intentOf, path, scene } from "./scene.ts";

test("any part from the beginning of a file gives back all of its whole records, and can be gone on with", async () => {
  const written = scene();
  const journal = await written.open();
  const ends = new Map<number, string>();
  for (const key of ["a", "b", "ㄱ", "d"]) {
    await claim(journal, key);
    ends.set(Buffer.byteLength(written.files.textOf(path)), key);
  }
  const whole = Buffer.from(written.files.textOf(path));
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 0, max: whole.length }), async (cutAt) => {
      const files = new MemoryFiles();
      await files.replace(path, whole.subarray(0, cutAt));
      const again = scene(files);
      const opened = await again.open();
      await claim(opened, "after");
      // A record whose last break alone is missing is whole once something stands behind it.
      const wanted = [...ends].filter(([endAt]) => endAt - 1 <= cutAt).map(([, key]) => key);
      for (const reader of [opened, await again.open()]) {
        const found = await Promise.all([...ends.values(), "after"].map((key) => reader.find(key)));
        expect(found.flatMap((entry) => entry?.key ?? [])).toEqual([...wanted, "after"]);
      }
    }),
    { numRuns: 300 },
  );
});

test("any damaged byte costs the records of its line and no other", async () => {
  const written = scene();
  const journal = await written.open();
  const keys = ["a", "b", "c"];
  for (const key of keys) await claim(journal, key);
  const whole = Buffer.from(written.files.textOf(path));
  await fc.assert(
    fc.asyncProperty(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
      const bytes = Buffer.from(whole);
      bytes[at] = (bytes[at] as number) ^ flip;
      const files = new MemoryFiles();
      await files.replace(path, bytes);
      const opened = await scene(files).open();
      const found = await Promise.all(keys.map((key) => opened.find(key)));
      expect(found.filter((entry) => entry === undefined).length).toBeLessThanOrEqual(1);
    }),
  );
});

type Step =
  | { readonly kind: "intend"; readonly process: number; readonly key: string; readonly replaces: boolean }
  | { readonly kind: "intendAtOnce"; readonly key: string; readonly replaces: boolean }
  | {
      readonly kind: "end";
      readonly process: number;
      readonly key: string;
      readonly end: "succeeded" | "notSent" | "unknown";
    }
  | { readonly kind: "die"; readonly process: number }
  | { readonly kind: "tear"; readonly process: number; readonly key: string; readonly bytes: number }
  | { readonly kind: "losePower"; readonly keptPart: number };

const process = fc.nat(2);
const key = fc.constantFrom("a", "b", "c");
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ kind: fc.constant("intend" as const), process, key, replaces: fc.boolean() }),
  fc.record({ kind: fc.constant("intendAtOnce" as const), key, replaces: fc.boolean() }),
  fc.record({
    kind: fc.constant("end" as const),
    process,
    key,
    end: fc.constantFrom("succeeded" as const, "notSent" as const, "unknown" as const),
  }),
  fc.record({ kind: fc.constant("die" as const), process }),
  fc.record({ kind: fc.constant("tear" as const), process, key, bytes: fc.nat(500) }),
  fc.record({
    kind: fc.constant("losePower" as const),
    keptPart: fc.double({ min: 0, max: 1, noNaN: true }),
  }),
);

test("no order of claims, ends, deaths, torn writes and power cuts lets a key be had twice or forgets who has it", async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom(300, 900, 5000),
      async (steps, segmentBytes) => {
        const { files, open } = scene(new MemoryFiles(), segmentBytes);
        const journals: Journal[] = [await open(), await open(), await open()];
        /** Who has a key as everybody was told, and the end that was told durable. */
        const told = new Map<string, { claim: string; end?: string }>();
        const tears: string[] = [];
        const had = (entry: JournalEntry, replaces: string | undefined): void => {
          const prior = told.get(entry.key);
          const canBeHad =
            prior === undefined ||
            prior.end === "notSent" ||
            (prior.claim === replaces && prior.end !== "succeeded");
          expect(canBeHad).toBe(true);
          told.set(entry.key, { claim: entry.claim });
        };
        const intend = async (journal: Journal, wanted: string, doesReplace: boolean): Promise<void> => {
          const seen = doesReplace ? (await journal.find(wanted))?.claim : undefined;
          const replaces = seen === undefined ? {} : { replaces: seen };
          const intended = await journal.intend(intentOf(wanted, replaces));
          if (intended.kind === "claimed") had(intended.entry, seen);
        };

        for (const one of steps) {
          switch (one.kind) {
            case "intend":
              await intend(journals[one.process] as Journal, one.key, one.replaces);
              break;
            case "intendAtOnce":
              await Promise.all(journals.map((journal) => intend(journal, one.key, one.replaces)));
              break;
            case "end": {
              const held = told.get(one.key);
              if (held === undefined) break;
              await (journals[one.process] as Journal).end(
                { key: one.key, claim: held.claim },
                { kind: one.end },
              );
              // A claim that is free may have been followed by one that only failed to be told.
              const { claim: holder } = (await (journals[0] as Journal).find(one.key)) ?? {};
              if (held.end === "notSent" && holder !== held.claim) break;
              if (held.end === "succeeded" || (held.end === "notSent" && one.end === "unknown")) break;
              held.end = one.end;
              break;
            }
            case "die":
              journals[one.process] = await open();
              break;
            case "tear":
              files.faults.push({ on: "append", kind: "torn", bytes: one.bytes });
              tears.push(
                await intend(journals[one.process] as Journal, one.key, false).then(
                  () => "went well",
                  String,
                ),
              );
              files.faults.length = 0;
              journals[one.process] = await open();
              break;
            case "losePower":
              files.losePower(one.keptPart);
              journals.splice(0, 3, await open(), await open(), await open());
              break;
          }
          for (const journal of [...journals, await open()]) {
            for (const [wanted, { claim: holder, end }] of told) {
              const found = await journal.find(wanted);
              if (end === "notSent") continue;
              expect([found?.claim, found?.end?.kind]).toEqual([holder, end]);
            }
          }
        }
        expect(tears.filter((one) => !one.includes("EIO"))).toEqual([]);
      },
    ),
    { numRuns: 200 },
  );
});
