import { afterEach, describe, expect, it } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { echoed } from "../../support/echoed.ts";
import { openFaultStack, type Declared, type FaultStack } from "../../support/openFaultStack.ts";

let test: FaultStack;
afterEach(() => test.close());

const seconds = 1000;
const minutes = 60 * seconds;

describe("a clock that is off", () => {
  it("by 4:59 is let in, by 5:01 and by an hour corrected once, and every call runs once", async () => {
    test = await openFaultStack();
    const { emulator, declare, up } = test;
    const posts: number[] = [];
    const resources: Record<string, Declared> = {};
    for (const [name, offMs] of [
      // The way to the service makes the one smaller and the other larger.
      ["almost", -(4 * minutes + 59 * seconds)],
      ["over", 5 * minutes + 1 * seconds],
      ["hour", -60 * minutes],
    ] as const) {
      emulator.set({ serverTimeOffsetMs: offMs });
      resources[name] = echoed(name);
      declare(resources);
      const before = emulator.ledger.posts.length;
      expect(await up()).not.toBeInstanceOf(NcfError);
      posts.push(emulator.ledger.posts.length - before);
      expect(await test.brokenPromises()).toEqual([]);
    }
    expect(posts).toEqual([1, 2, 2]);
  });

  it("by an hour, and the answer is lost: the run is found by the API's time and adopted", async () => {
    test = await openFaultStack({ emulator: { switches: { serverTimeOffsetMs: 60 * minutes } } });
    test.declare({ one: echoed("one") });
    // The first one is refused.
    test.emulator.faults.add({ on: "POST", fault: { kind: "delay", when: "beforeRun", delayMs: 0 } });
    test.emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    const outputs = await test.up();
    expect(outputs).toMatchObject({ one: { value: test.emulator.ledger.runs[0]?.activationId } });
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("by an hour, and everything is killed after the call: the next up finds the run by the API's time", async () => {
    test = await openFaultStack({ emulator: { switches: { serverTimeOffsetMs: 60 * minutes } } });
    test.declare({ one: echoed("one") });
    test.make({ at: "after the body", does: "kill everything" });
    expect(await test.up()).toBeInstanceOf(NcfError);
    await test.stack.cancel();
    expect(await test.up()).not.toBeInstanceOf(NcfError);
    expect(test.emulator.ledger.runs).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("where the API does not say its time: one precise message, and nothing runs", async () => {
    test = await openFaultStack({
      emulator: { switches: { serverTimeOffsetMs: 60 * minutes, omitDate: true } },
    });
    test.declare({ one: echoed("one") });
    expect(await test.up()).toMatchObject({
      code: "NCF_REJECTED",
      exitCode: 3,
      reason: expect.stringContaining("set this machine's clock if it is off by 5 minutes or more"),
    });
    expect(test.emulator.ledger.runs).toEqual([]);
    expect(test.emulator.ledger.posts).toHaveLength(1);
    expect(await test.brokenPromises()).toEqual([]);
  });
});
