import { ComponentResource } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import type { JsonObject } from "../../src/model/json.ts";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";

let test: TestStack;
afterEach(() => test.close());

describe("ActionInvocation on the real engine", () => {
  it("calls each action once, the second with what the first returned, and again only for a change", async () => {
    let name = "first";
    let waitFor = "1m";
    let triggers: string[] = [];
    test = await openTestStack({
      program: async () => {
        const echo = new ActionInvocation("echo", { actionName: "echo", params: { name }, waitFor });
        const shout = new ActionInvocation("hello", {
          actionName: "hello",
          params: { name: echo.result.apply((result) => result["name"] ?? null) },
          triggers,
        });
        return { greeting: shout.result, id: shout.activationId, generation: shout.generation };
      },
    });
    const { stack, emulator, run } = test;
    const called = (): string[] =>
      emulator.ledger.posts.map(
        ({ actionName, params }) => `${actionName} ${(params as JsonObject)["name"]}`,
      );

    const created = await run((handles) => stack.up(handles));
    expect(created.outputs["greeting"]?.value).toEqual({ greeting: "hello first" });
    expect(called()).toEqual(["echo first", "hello first"]);
    expect(created.outputs["id"]?.value).toBe(emulator.ledger.runs.at(-1)?.activationId);

    const unchanged = await run((handles) => stack.up(handles));
    expect(unchanged.summary.resourceChanges).toEqual({ same: 3 });
    waitFor = "2m";
    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toEqual({ same: 3 });
    expect(called()).toHaveLength(2);

    name = "second";
    const changed = await run((handles) => stack.up(handles));
    expect(changed.summary.resourceChanges).toEqual({ same: 1, update: 2 });
    expect(called().slice(2)).toEqual(["echo second", "hello second"]);

    triggers = ["again"];
    const triggered = await run((handles) => stack.up(handles));
    expect(called().slice(4)).toEqual(["hello second"]);
    expect(triggered.outputs["generation"]?.value).toBe(3);

    await run((handles) => stack.destroy(handles));
    expect(called()).toHaveLength(5);
    expect((await stack.exportStack()).deployment.resources ?? []).toEqual([]);
  });

  it("fails with the action's own error, holds dependents back, and calls again at the next up", async () => {
    let how = "throw";
    test = await openTestStack({
      program: async () => {
        const first = new ActionInvocation("first", { actionName: "end", params: { how } });
        const after = new ActionInvocation("after", {
          actionName: "echo",
          params: { status: first.status },
        });
        return { status: after.result };
      },
    });
    const { stack, emulator, run, resource } = test;

    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_ACTION_FAILED",
      reason: expect.stringContaining("end ran and failed"),
    });
    expect(emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["end"]);
    expect((await resource("first"))?.outputs).toMatchObject({ outcome: "failed", success: false });
    expect(await resource("after")).toBeUndefined();

    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_ACTION_FAILED" });
    expect(emulator.ledger.posts).toHaveLength(2);

    how = "return";
    const mended = await run((handles) => stack.up(handles));
    expect(mended.outputs["status"]?.value).toEqual({ status: "success" });
    expect((await resource("first"))?.outputs).toMatchObject({ outcome: "succeeded", generation: 3 });
    expect(emulator.ledger.posts).toHaveLength(4);
  });

  it("keeps a result that breaks its schema and does not call again for it", async () => {
    let resultSchema: JsonObject = { type: "object", required: ["nothing"] };
    test = await openTestStack({
      program: async () => {
        const echo = new ActionInvocation("echo", {
          actionName: "echo",
          params: { name: "x" },
          resultSchema,
        });
        return { name: echo.result };
      },
    });
    const { stack, emulator, run } = test;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_RESULT_INVALID",
      reason: expect.stringContaining("nothing"),
    });
    resultSchema = { type: "object", required: ["name"] };
    const mended = await run((handles) => stack.up(handles));
    expect(mended.outputs["name"]?.value).toEqual({ name: "x" });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  it("calls two children of one name under components of different types, each once", async () => {
    class Site extends ComponentResource {}
    test = await openTestStack({
      program: async () => {
        const children = ["my:index:Site", "my:index:Zone"].map((type) => {
          const parent = new Site(type, type);
          return new ActionInvocation("warm", { actionName: "echo", params: { name: "x" } }, { parent });
        });
        return { ids: children.map(({ activationId }) => activationId) };
      },
    });
    const { stack, emulator, run } = test;
    const { outputs } = await run((handles) => stack.up(handles));
    const runs = emulator.ledger.runs.map(({ activationId }) => activationId);
    expect(runs).toHaveLength(2);
    expect(new Set(outputs["ids"]?.value as string[] | undefined)).toEqual(new Set(runs));
    expect((await run((handles) => stack.up(handles))).summary.resourceChanges).toEqual({ same: 5 });
    expect(emulator.ledger.posts).toHaveLength(2);
  });
});
