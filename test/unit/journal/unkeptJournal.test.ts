import { expect, test } from "vitest";
import { noJournal } from "../../../src/journal/journal.ts";
import { claim, intentOf } from "./scene.ts";

test("a journal that is switched off lets everybody have every key and remembers nothing", async () => {
  const self = { host: "ci", pid: 1, startedAt: "" };
  const journal = noJournal(self);
  const first = await claim(journal, "k");
  expect(first).toMatchObject({ ...intentOf("k"), owner: self });
  await journal.end(first, { kind: "succeeded", activationId: "abc" });
  expect(await journal.find("k")).toBeUndefined();
  expect(await journal.entries()).toEqual([]);
  expect(await journal.generations({ project: "p", stack: "s", name: "n" })).toEqual(new Map());
  expect(journal.claimOf("abc")).toBeUndefined();
  expect((await claim(journal, "k", first.claim)).claim).not.toBe(first.claim);
  await journal.close();
});
