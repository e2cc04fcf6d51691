import { EventEmitter, once } from "node:events";
import { fileURLToPath } from "node:url";
import { afterEach, describe, expect, it, vi } from "vitest";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import type { ActionInvocationArgs } from "../../src/pulumi/ActionInvocationArgs.ts";
import { killEngine } from "../support/killEngine.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";

let test: TestStack;
afterEach(() => test.close());

const key = "ncf:e2e/test/one/1";
const echoed: ActionInvocationArgs = { actionName: "echo", params: { key }, waitFor: 0 };
const silent: ActionInvocationArgs = { actionName: "echo", params: { a: 1 }, waitFor: 0 };

/** A stack of the one resource; its inputs may be changed between two deployments. */
async function open(args: ActionInvocationArgs, env: Readonly<Record<string, string>> = {}) {
  const wanted = { args };
  test = await openTestStack({
    env,
    program: async () => {
      const one = new ActionInvocation("one", wanted.args);
      return { id: one.activationId, result: one.result };
    },
  });
  const { stack, emulator, run } = test;
  return {
    wanted,
    emulator,
    up: () => run((handles) => stack.up(handles)),
    destroy: () => run((handles) => stack.destroy(handles)),
  };
}

const unknown = { code: "NCF_OUTCOME_UNKNOWN", reason: expect.stringContaining("onUnknown: adopt") };

describe("a call whose answer is lost after it has run, on the real engine", () => {
  it("is never made again: every further up looks for the run, until the user settles it", async () => {
    const { wanted, emulator, up } = await open(silent);
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    await expect(up()).rejects.toMatchObject(unknown);
    await expect(up()).rejects.toMatchObject(unknown);
    wanted.args = { ...silent, params: { a: 2 } };
    await expect(up()).rejects.toMatchObject(unknown);
    expect(emulator.ledger.posts).toHaveLength(1);
    expect(await test.resource("one")).toBeUndefined();
  });

  it("is taken for what it was when its run shows the key", async () => {
    const { emulator, up } = await open(echoed);
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    const { outputs } = await up();
    expect(outputs).toMatchObject({
      id: { value: emulator.ledger.runs[0]?.activationId },
      result: { value: { key } },
    });
    expect((await up()).summary.resourceChanges).toEqual({ same: 2 });
    expect(emulator.ledger.posts).toHaveLength(1);
  });
});

describe("a deployment whose engine and provider process are killed during the call", () => {
  it.each([
    ["before the action runs", "beforeRun"],
    ["after the action ran", "afterRun"],
  ] as const)("%s is found by the next up by its key, and not made again", async (_when, when) => {
    const { emulator, up } = await open({ ...echoed, waitFor: "20s" });
    const held = new EventEmitter();
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when, until: once(held, "release") } });
    const end = up().catch((error: unknown) => error);
    await vi.waitFor(() => expect(emulator.ledger.posts).toHaveLength(1), 60_000);
    killEngine();
    expect(await end).toBeInstanceOf(Error);
    held.emit("release");
    await test.stack.cancel();

    const { outputs } = await up();
    expect(outputs["id"]?.value).toBe(emulator.ledger.runs[0]?.activationId);
    expect((await up()).summary.resourceChanges).toEqual({ same: 2 });
    expect([emulator.ledger.posts.length, emulator.ledger.runs.length]).toEqual([1, 1]);
  });

  it("and whose run shows no key stays unknown, and not one up more calls it", async () => {
    const { emulator, up } = await open(silent);
    const until = new Promise<never>(() => {});
    emulator.faults.add({ on: "POST", fault: { kind: "hold", when: "afterRun", until } });
    const end = up().catch((error: unknown) => error);
    await vi.waitFor(() => expect(emulator.ledger.posts).toHaveLength(1), 60_000);
    killEngine();
    expect(await end).toBeInstanceOf(Error);
    await test.stack.cancel();

    await expect(up()).rejects.toMatchObject(unknown);
    await expect(up()).rejects.toMatchObject(unknown);
    expect(emulator.ledger.posts).toHaveLength(1);
  });
});

describe("the journal", () => {
  it("lets a resource that was destroyed be called again", async () => {
    const { emulator, up, destroy } = await open(echoed);
    await up();
    await destroy();
    const again = await up();
    const [first, second] = emulator.ledger.runs;
    expect(again.outputs["id"]?.value).toBe(second?.activationId);
    expect(second?.activationId).not.toBe(first?.activationId);
    expect(emulator.ledger.posts).toHaveLength(2);
  });

  it("that cannot be written lets nothing be posted", async () => {
    const thisFile = fileURLToPath(import.meta.url);
    const { emulator, up } = await open(echoed, { NCF_JOURNAL: `${thisFile}/journal.jsonl` });
    await expect(up()).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    expect(emulator.ledger.posts).toEqual([]);
  });
});
