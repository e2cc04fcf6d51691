import { describe, expect, test } from "vitest";
import { Entries } from "../../../../src/emulator/ledger/Entries.ts";

interface Entry {
  readonly name: string;
  readonly isDone?: boolean;
}

describe("Entries", () => {
  test("replaces an entry and leaves the returned one unchanged", () => {
    const entries = new Entries<Entry>();
    const change = entries.add({ name: "a" });
    const [before] = entries.all;
    change({ isDone: true });
    expect([before, entries.all]).toEqual([{ name: "a" }, [{ name: "a", isDone: true }]]);
  });

  test("answers a wait by number, or by a change that makes an entry fit", async () => {
    const entries = new Entries<Entry>();
    const second = entries.when(2);
    const done = entries.when((one) => one.isDone === true);
    const change = entries.add({ name: "a" });
    entries.add({ name: "b" });
    change({ isDone: true });
    expect(await second).toEqual({ name: "b" });
    expect(await done).toEqual({ name: "a", isDone: true });
  });

  test("stops waiting when the signal is aborted, before or later", async () => {
    const entries = new Entries<Entry>();
    const controller = new AbortController();
    const waiting = entries.when(1, controller.signal);
    controller.abort(new Error("enough"));
    await expect(waiting).rejects.toThrow("enough");
    await expect(entries.when(1, controller.signal)).rejects.toThrow("enough");
  });

  test("does not bring back an entry that was cleared", () => {
    const entries = new Entries<Entry>();
    const change = entries.add({ name: "a" });
    entries.clear();
    change({ isDone: true });
    expect(entries.all).toEqual([]);
  });
});
