import { expect, test } from "vitest";
import type { JournalEntry } from "../../../src/journal/journal.ts";
import { waitForOwner } from "../../../src/invocation/settleClaim.ts";
import { handClock } from "./handClock.ts";
import { intentOf, startedAt } from "../journal/scene.ts";

const entry: JournalEntry = {
  ...intentOf("k"),
  claim: "1",
  at: startedAt,
  owner: { host: "ci", pid: 1, startedAt: "boot 1" },
};

/** Waits for a process whose states, and an entry whose looks, come in turn; the last ones come again and again. */
async function waited(
  states: readonly ("alive" | "gone" | "elsewhere")[],
  looks: readonly (JournalEntry | undefined)[],
  signal?: AbortSignal,
) {
  const clock = handClock(startedAt);
  let asked = 0;
  let looked = 0;
  const heard: number[] = [];
  const found = await waitForOwner(entry, {
    clock,
    stop: signal,
    processes: {
      self: { host: "ci", pid: 2, startedAt: "boot 2" },
      stateOf: () => states[Math.min(asked++, states.length - 1)] as "alive",
    },
    emit: (event) => heard.push(event.kind === "waitingForOwner" ? event.owner.pid : 0),
    journal: { find: async () => looks[Math.min(looked++, looks.length - 1)] },
  });
  return { found, waitedMs: clock.now() - startedAt, heard };
}

const ended: JournalEntry = { ...entry, end: { kind: "succeeded", activationId: "abc" } };

test("a working process is reported and awaited until its claim has an end", async () => {
  expect(await waited(["alive"], [entry, entry, ended])).toEqual({
    found: ended,
    waitedMs: 1000,
    heard: [1],
  });
});

test("a process that is gone is not waited for, but the end that it wrote last counts", async () => {
  expect(await waited(["gone"], [entry])).toEqual({ found: entry, waitedMs: 0, heard: [] });
  expect((await waited(["alive", "gone"], [entry, ended])).found).toEqual(ended);
});

test("a process that cannot be seen is waited for until it may send no more", async () => {
  const { found, waitedMs } = await waited(["elsewhere"], [entry]);
  expect(found).toEqual(entry);
  expect(waitedMs).toBe(60_500);
});

test("where another claim took the place of the one, that is waited for", async () => {
  const fresh: JournalEntry = { ...entry, claim: "2", owner: { ...entry.owner, pid: 3 } };
  const freshEnd: JournalEntry = { ...fresh, end: { kind: "failed", activationId: "def" } };
  expect(await waited(["gone", "alive"], [fresh, fresh, freshEnd])).toEqual({
    found: freshEnd,
    waitedMs: 1000,
    heard: [3],
  });
});

test("the wait ends with the signal", async () => {
  await expect(waited(["alive"], [entry], AbortSignal.abort(new Error("ctrl-c")))).rejects.toThrow("ctrl-c");
});
