import { afterEach, describe, expect, it } from "vitest";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";

let test: TestStack;
afterEach(() => test.close());

const hour = 3_600_000;

describe("an action that outlives the wait, on the real engine", () => {
  it("is kept with its activation id, and the next up follows it and never posts again", async () => {
    test = await openTestStack({
      emulator: { switches: { visibilityLagMs: hour } },
      program: async () => {
        const slow = new ActionInvocation("slow", {
          actionName: "echo",
          params: { name: "x" },
          timeout: 0,
          waitFor: 0,
        });
        const after = new ActionInvocation("after", {
          actionName: "echo",
          params: { id: slow.activationId },
        });
        return { name: slow.result, id: slow.activationId, after: after.result };
      },
    });
    const { stack, emulator, run, resource } = test;

    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_PENDING",
      reason: expect.stringContaining("did not finish in time"),
    });
    const id = emulator.ledger.posts[0]?.activationId as string;
    expect(await resource("slow")).toMatchObject({ id, outputs: { outcome: "pending", activationId: id } });
    expect(await resource("after")).toBeUndefined();

    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_PENDING" });
    expect(emulator.ledger.posts).toHaveLength(1);

    emulator.set({ visibilityLagMs: 0 });
    const resumed = await run((handles) => stack.up(handles));
    expect(resumed.outputs).toMatchObject({ name: { value: { name: "x" } }, id: { value: id } });
    expect(emulator.ledger.posts.map(({ params }) => params)).toEqual([{ name: "x" }, { id }]);
    expect((await resource("slow"))?.initErrors).toBeUndefined();

    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toEqual({ same: 3 });
  });

  it("is found by a refresh as well", async () => {
    test = await openTestStack({
      emulator: { switches: { visibilityLagMs: hour } },
      program: async () => {
        const params = { name: "x" };
        const slow = new ActionInvocation("slow", { actionName: "echo", params, timeout: 0, waitFor: 0 });
        return { name: slow.result };
      },
    });
    const { stack, emulator, run, resource } = test;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_PENDING" });

    await run((handles) => stack.refresh(handles));
    expect((await resource("slow"))?.outputs).toMatchObject({ outcome: "pending" });

    emulator.set({ visibilityLagMs: 0 });
    await run((handles) => stack.refresh(handles));
    expect((await resource("slow"))?.outputs).toMatchObject({ outcome: "succeeded", result: { name: "x" } });
    const done = await run((handles) => stack.up(handles));
    expect(done.outputs["name"]?.value).toEqual({ name: "x" });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  it("makes a new generation when its inputs change while it is pending", async () => {
    let name = "first";
    test = await openTestStack({
      emulator: { switches: { visibilityLagMs: hour } },
      program: async () => {
        const slow = new ActionInvocation("slow", {
          actionName: "echo",
          params: { name },
          timeout: 0,
          waitFor: 0,
        });
        return { name: slow.result };
      },
    });
    const { stack, emulator, run } = test;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_PENDING" });
    name = "second";
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_PENDING" });
    emulator.set({ visibilityLagMs: 0 });
    const done = await run((handles) => stack.up(handles));
    expect(done.outputs["name"]?.value).toEqual({ name: "second" });
    expect(emulator.ledger.posts).toHaveLength(2);
  });
});
