import type { OutputMap } from "@pulumi/pulumi/automation/index.js";
import { EventEmitter, once } from "node:events";
import { ErrorHook } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { openFaultStack, type Declared, type FaultStack } from "../../support/openFaultStack.ts";

const open: FaultStack[] = [];
afterEach(async () => {
  for (const test of open.splice(0).toReversed()) await test.close();
});

async function openTest(...args: Parameters<typeof openFaultStack>): Promise<FaultStack> {
  const test = await openFaultStack(...args);
  open.push(test);
  return test;
}

const hour = 3_600_000;
const keyOf = (name: string) => ({ key: `ncf:e2e/test/${name}/1` });

/** Has Pulumi try again as often as it does. */
function again(onTry: () => void): NonNullable<Declared["options"]> {
  const hook = new ErrorHook("again", () => {
    onTry();
    return true;
  });
  return { hooks: { onError: [hook] } };
}

describe("Pulumi's onError retry", () => {
  it("100 times of a call whose answer is lost: 1 run, reported as unknown", async () => {
    const test = await openTest();
    const { emulator } = test;
    let failures = 0;
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    test.declare(() => ({ one: { actionName: "echo", waitFor: 0, options: again(() => (failures += 1)) } }));
    // The engine keeps the error of the last try to itself.
    expect(await test.up()).toMatchObject({
      code: "NCF_ENGINE_FAILED",
      reason: expect.stringContaining("maximum number of error hook retries reached"),
    });
    // After the hundredth nobody is asked.
    expect(failures).toBe(99);
    test.declare({ one: { actionName: "echo", waitFor: 0 } });
    expect(await test.up()).toMatchObject({ code: "NCF_OUTCOME_UNKNOWN" });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("until the run of a lost call can be listed: 1 run, adopted", async () => {
    const test = await openTest();
    const { emulator } = test;
    let tries = 0;
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    emulator.faults.add({ on: "GET", fault: { kind: "reset", when: "afterRun" }, times: 7 });
    test.declare(() => ({
      one: { actionName: "echo", params: keyOf("one"), waitFor: 0, options: again(() => (tries += 1)) },
    }));
    expect(await test.up()).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    expect(tries).toBe(7);
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("of a pending one, which Pulumi creates again: 1 run, followed to its end", async () => {
    const test = await openTest({ emulator: { switches: { visibilityLagMs: hour } } });
    const { emulator } = test;
    let tries = 0;
    const onTry = (): void => {
      tries += 1;
      if (tries === 3) emulator.set({ visibilityLagMs: 0 });
    };
    test.declare(() => ({ one: { actionName: "echo", timeout: 0, waitFor: 0, options: again(onTry) } }));
    expect(await test.up()).toMatchObject({ one: { value: emulator.ledger.runs[0]?.activationId } });
    expect(tries).toBe(3);
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
    expect(await test.brokenPromises()).toEqual([]);
  });
});

describe("1 run of each generation", () => {
  it("in a partial failure and then an update whose answer is lost", async () => {
    const test = await openTest({ emulator: { switches: { visibilityLagMs: hour } } });
    const { emulator } = test;
    test.declare({ one: { actionName: "echo", params: keyOf("one"), timeout: 0, waitFor: 0 } });
    expect(await test.up()).toMatchObject({ code: "NCF_PENDING" });
    expect(await test.brokenPromises()).toEqual([]);

    emulator.set({ visibilityLagMs: 0 });
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    const key = "ncf:e2e/test/one/2";
    test.declare({ one: { actionName: "echo", params: { key }, waitFor: "20s" } });
    expect(await test.up()).toMatchObject({ one: { value: emulator.ledger.runs[1]?.activationId } });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([2, 2]);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("in a delete while it is pending, and a new one whose answer is lost: the old run is not taken for the new one", async () => {
    const test = await openTest({ emulator: { switches: { visibilityLagMs: hour } } });
    const { emulator } = test;
    const declare = (life: number): void =>
      test.declare({
        one: { actionName: "echo", params: { ...keyOf("one"), life }, timeout: 0, waitFor: 0 },
      });
    declare(1);
    expect(await test.up()).toMatchObject({ code: "NCF_PENDING" });
    await test.destroy();
    expect(emulator.ledger.posts).toHaveLength(1);

    emulator.set({ visibilityLagMs: 0 });
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    declare(2);
    await test.up();
    expect(await test.up()).toMatchObject({ one: { value: emulator.ledger.runs[1]?.activationId } });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([2, 2]);
    expect(await test.brokenPromises()).toEqual([]);
  });

  it("in each of two ups at once whose backends share a journal: they are two deployments", async () => {
    const one = await openTest();
    const other = await openTest({ beside: one });
    const held = new EventEmitter();
    const until = once(held, "release");
    one.emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "beforeRun", until }, times: 2 });
    const ends = [one, other].map(async (test) => {
      test.declare({ one: { actionName: "echo" } });
      return test.up();
    });
    await Promise.all([one, other].map((test) => test.whenBegun("one", 1)));
    await one.emulator.ledger.whenPosted(2);
    held.emit("release");
    const ids = (await Promise.all(ends)).map((end) => (end as OutputMap)["one"]?.value as string);
    const runs = one.emulator.ledger.runs.map(({ activationId }) => activationId);
    expect(ids.toSorted()).toEqual(runs.toSorted());
    expect(one.emulator.ledger.posts).toHaveLength(2);
  });
});
