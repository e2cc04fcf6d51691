import { EventEmitter, once } from "node:events";
import { afterEach, describe, expect, it } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { echoed } from "../../support/echoed.ts";
import { openFaultStack, type Declared, type FaultStack } from "../../support/openFaultStack.ts";
import type { Trouble } from "../../support/Trouble.ts";

let test: FaultStack;
afterEach(() => test.close());

/** Shows no key, so that nobody can tell its run from another one. */
const silent: Declared = { actionName: "echo", waitFor: 0 };

const counts = () => ({ posts: test.emulator.ledger.posts.length, runs: test.emulator.ledger.runs.length });

/** A deployment that dies at that point, and then one that does not. */
async function dieAndGoOn(trouble: Trouble): Promise<Awaited<ReturnType<FaultStack["up"]>>> {
  test.make(trouble);
  expect(await test.up()).toBeInstanceOf(NcfError);
  expect(test.hasTrouble()).toBe(false);
  await test.stack.cancel();
  return test.up();
}

describe("kill -9 of engine and provider process", () => {
  it("before the intent: it was not sent, and the next up makes the one call", async () => {
    test = await openFaultStack();
    test.declare({ one: echoed("one") });
    expect(await dieAndGoOn({ at: "before the intent", does: "kill everything" })).not.toBeInstanceOf(
      NcfError,
    );
    expect(counts()).toEqual({ posts: 1, runs: 1 });
    expect(await test.brokenPromises()).toEqual([]);
  });

  it.each([
    ["after the intent", 0],
    ["mid-send", 1],
  ] as const)("%s: the next up makes no call and says that nobody can tell", async (at, posts) => {
    test = await openFaultStack();
    test.declare({ one: { ...echoed("one"), waitFor: 0 } });
    expect(await dieAndGoOn({ at, does: "kill everything" })).toMatchObject({ code: "NCF_OUTCOME_UNKNOWN" });
    expect(counts()).toEqual({ posts, runs: 0 });
    expect(await test.brokenPromises()).toEqual([]);
  });

  it.each(["after send", "after the headers", "after the body", "before the state"] as const)(
    "%s: the next up makes no call and adopts the run",
    async (at) => {
      test = await openFaultStack();
      test.declare({ one: echoed("one") });
      const outputs = await dieAndGoOn({ at, does: "kill everything" });
      const [run] = test.emulator.ledger.runs;
      expect(outputs).toMatchObject({ one: { value: run?.activationId } });
      expect(counts()).toEqual({ posts: 1, runs: 1 });
      expect(await test.brokenPromises()).toEqual([]);
    },
  );

  it("after the body, of a run that shows no key: every further up makes no call and says that nobody can tell", async () => {
    test = await openFaultStack();
    test.declare({ one: silent });
    const unknown = { code: "NCF_OUTCOME_UNKNOWN", exitCode: 5 };
    expect(await dieAndGoOn({ at: "after the body", does: "kill everything" })).toMatchObject(unknown);
    expect(await test.up()).toMatchObject(unknown);
    expect(counts()).toEqual({ posts: 1, runs: 1 });
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("before the state is written, of a run that shows no key: the next up adopts what the journal knows", async () => {
    test = await openFaultStack();
    test.declare({ one: silent });
    const outputs = await dieAndGoOn({ at: "before the state", does: "kill everything" });
    expect(outputs).not.toBeInstanceOf(NcfError);
    expect(counts()).toEqual({ posts: 1, runs: 1 });
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("during an update, after send and before the state is written: 1 run of each generation", async () => {
    test = await openFaultStack();
    test.declare({ one: echoed("one", 1) });
    await test.up();
    test.declare({ one: echoed("one", 2) });
    expect(await dieAndGoOn({ at: "after send", does: "kill everything" })).not.toBeInstanceOf(NcfError);
    test.declare({ one: echoed("one", 3) });
    expect(await dieAndGoOn({ at: "before the state", does: "kill everything" })).not.toBeInstanceOf(
      NcfError,
    );
    expect(counts()).toEqual({ posts: 3, runs: 3 });
    expect(await test.brokenPromises()).toEqual([]);
  });
});

describe("kill -9 of the provider process alone", () => {
  it("after send: the deployment fails, and the next one adopts the run", async () => {
    test = await openFaultStack();
    test.declare({ one: echoed("one") });
    test.make({ at: "after send", does: "kill provider" });
    expect(await test.up()).toBeInstanceOf(NcfError);
    expect(await test.brokenPromises()).toEqual([]);
    expect(await test.up()).not.toBeInstanceOf(NcfError);
    expect(counts()).toEqual({ posts: 1, runs: 1 });
    expect(await test.brokenPromises()).toEqual([]);
  });
});

describe("kill -9 of the engine alone", () => {
  it("after the intent: its provider process makes the call all the same, and the next up waits for it", async () => {
    test = await openFaultStack();
    test.declare({ one: echoed("one") });
    const held = new EventEmitter();
    test.emulator.faults.add({
      on: "POST",
      fault: { kind: "hold", when: "beforeRun", until: once(held, "release") },
    });
    test.make({ at: "after the intent", does: "kill engine" });
    expect(await test.up()).toBeInstanceOf(NcfError);
    await test.emulator.ledger.whenPosted(1);
    await test.stack.cancel();
    const next = test.up();
    await test.whenBegun("one", 2);
    held.emit("release");
    expect(await next).not.toBeInstanceOf(NcfError);
    expect(counts()).toEqual({ posts: 1, runs: 1 });
    expect(await test.brokenPromises()).toEqual([]);
  });
});
