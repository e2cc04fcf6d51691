import { secret } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import type { ActionInvocationArgs } from "../../src/pulumi/ActionInvocationArgs.ts";
import { openTestStack, type TestStack, type TestStackOptions } from "../support/openTestStack.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { textBelow } from "../support/textBelow.ts";

let test: TestStack;
afterEach(() => test.close());

async function openWith(args: () => unknown, more: Partial<TestStackOptions> = {}): Promise<void> {
  test = await openTestStack({
    program: async () => {
      new ActionInvocation("wrong", { actionName: "echo", ...(args() as Partial<ActionInvocationArgs>) });
    },
    ...more,
  });
}

describe("bad input on the real engine", () => {
  it("is refused at preview with pointer, rule and hint, never with the value, and nothing is posted", async () => {
    let args: unknown;
    await openWith(() => args);
    const { stack, emulator, run, events } = test;
    const schema = {
      type: "object",
      properties: { level: { description: "How loud, 1 to 10", type: "integer" }, name: { type: "string" } },
      additionalProperties: false,
    };
    const cases: [args: unknown, code: string, text: string][] = [
      [{ params: { level: "canary-x" }, paramsSchema: schema }, "NCF_PARAMS_INVALID", "/params/level"],
      [{ params: { nmae: 1 }, paramsSchema: schema }, "NCF_PARAMS_INVALID", "did you mean"],
      [{ params: secret({ level: "canary-x" }), paramsSchema: schema }, "NCF_PARAMS_INVALID", "How loud"],
      [{ region: "SGN", platform: "classic" }, "NCF_ADDRESS_INVALID", "platform: vpc"],
      [{ timeout: 70_000 }, "NCF_INPUT_INVALID", "0 to 60000"],
      [{ pramas: {} }, "NCF_INPUT_INVALID", "did you mean params"],
    ];
    for (const [wrong, code, text] of cases) {
      args = wrong;
      await expect(run((handles) => stack.preview(handles))).rejects.toMatchObject({
        code,
        reason: expect.stringContaining(text),
      });
    }
    expect(JSON.stringify(events)).not.toContain("canary-x");
    expect(emulator.ledger.posts).toHaveLength(0);
  });

  it("names every place that was looked at when there are no credentials", async () => {
    const none = { NCLOUD_ACCESS_KEY: "", NCLOUD_SECRET_KEY: "", HOME: "/nonexistent" };
    await openWith(() => ({}), { env: none });
    const { stack, emulator, run } = test;
    await expect(run((handles) => stack.preview(handles))).rejects.toMatchObject({
      code: expect.stringContaining("NCF_CREDENTIALS"),
      reason: expect.stringContaining("NCLOUD_ACCESS_KEY"),
    });
    expect(emulator.ledger.posts).toHaveLength(0);
  });

  it("takes credentials out of the stack's config, where they are secret", async () => {
    await openWith(() => ({ params: { name: "x" } }), {
      env: { NCLOUD_ACCESS_KEY: "other", NCLOUD_SECRET_KEY: "other" },
      config: {
        "ncf:accessKey": { value: dummyKeys.accessKey, isSecret: true },
        "ncf:secretKey": { value: dummyKeys.secretKey, isSecret: true },
      },
    });
    const { stack, emulator, run, stateFolder } = test;
    await run((handles) => stack.up(handles));
    expect(emulator.ledger.posts.map(({ verdict }) => verdict)).toEqual(["ran"]);
    const state = textBelow(stateFolder);
    expect(state).toContain("ncf:secretKey");
    expect(state).not.toContain(dummyKeys.secretKey);
  });

  it("corrects a clock that is ten minutes off, once", async () => {
    await openWith(() => ({ params: { name: "x" } }), {
      emulator: { switches: { serverTimeOffsetMs: 600_000 } },
    });
    const { stack, emulator, run } = test;
    await run((handles) => stack.up(handles));
    expect(emulator.ledger.posts.map(({ verdict }) => verdict)).toEqual(["refused", "ran"]);
  });

  it("says what to look at when the action is not there, and keeps nothing", async () => {
    await openWith(() => ({ actionName: "ecko" }));
    const { stack, run, resource } = test;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_REJECTED",
      reason: expect.stringContaining("80301"),
    });
    expect(await resource("wrong")).toBeUndefined();
  });
});
