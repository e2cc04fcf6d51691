import { statSync, truncateSync } from "node:fs";
import { afterEach, describe, expect, it } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { echoed } from "../../support/echoed.ts";
import { openFaultStack, type Declared, type FaultStack } from "../../support/openFaultStack.ts";

let test: FaultStack;
afterEach(() => test.close());

describe("a journal", () => {
  it("whose disk is full, is read-only or takes half a line: nothing is sent, and 1 call is made when it can be written again", async () => {
    test = await openFaultStack();
    const { declare, make, hasTrouble, up, emulator } = test;
    declare({ one: echoed("one") });
    for (const does of ["ENOSPC", "EROFS", "ENOSPC half"] as const) {
      make({ at: "the intent", does });
      expect(await up()).toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE", exitCode: 4 });
      expect(hasTrouble()).toBe(false);
      expect(emulator.ledger.posts).toEqual([]);
      expect(await test.brokenPromises()).toEqual([]);
    }
    expect(await up()).not.toBeInstanceOf(NcfError);
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("whose intent is written and not made durable: nothing is sent, and the next up says that nobody can tell", async () => {
    test = await openFaultStack();
    const { declare, make, up, emulator } = test;
    declare({ one: { ...echoed("one"), waitFor: 0 } });
    make({ at: "the sync of the intent", does: "EIO" });
    expect(await up()).toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    expect(await up()).toMatchObject({ code: "NCF_OUTCOME_UNKNOWN" });
    expect(emulator.ledger.posts).toEqual([]);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("whose disk is full when the call has ended: the outcome is kept in the state, and nothing is called again", async () => {
    test = await openFaultStack();
    const { declare, make, hasTrouble, up, emulator } = test;
    declare({ one: echoed("one") });
    make({ at: "the end", does: "ENOSPC half" });
    expect(await up()).not.toBeInstanceOf(NcfError);
    expect(hasTrouble()).toBe(false);
    expect(await test.brokenPromises()).toEqual([]);
    declare({ one: echoed("one"), two: echoed("two") });
    expect(await up()).not.toBeInstanceOf(NcfError);
    expect(emulator.ledger.posts).toHaveLength(2);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("that is torn: what stands before is known, the run of the torn end is looked for, and nothing is called again", async () => {
    test = await openFaultStack();
    const { declare, make, up, emulator, journalPath, stack } = test;
    declare({ one: echoed("one") });
    make({ at: "before the state", does: "kill everything" });
    expect(await up()).toBeInstanceOf(NcfError);
    await stack.cancel();
    truncateSync(journalPath, statSync(journalPath).size - 30);
    declare({ one: echoed("one"), two: echoed("two") });
    const end = await up();
    expect(end).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    expect(emulator.ledger.posts).toHaveLength(2);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("lets a resource that was destroyed be called again", async () => {
    test = await openFaultStack();
    const { declare, up, destroy, emulator } = test;
    const lived = (life: number): Declared => ({
      ...echoed("one"),
      params: { ...echoed("one").params, life },
    });
    declare({ one: lived(1) });
    expect(await up()).not.toBeInstanceOf(NcfError);
    await destroy();
    declare({ one: lived(2) });
    expect(await up()).toMatchObject({ one: { value: emulator.ledger.runs[1]?.activationId } });
    expect(emulator.ledger.posts).toHaveLength(2);
    expect(await test.brokenPromises()).toEqual([]);
  });
});
