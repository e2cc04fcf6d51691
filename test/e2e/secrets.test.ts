import { secret } from "@pulumi/pulumi";
import { afterEach, describe, expect, it } from "vitest";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { dummyKeys } from "../support/signedFetch.ts";
import { textBelow } from "../support/textBelow.ts";

let test: TestStack;
afterEach(() => test.close());

const canary = "canary-3f1d0c7a9b";

describe("secrets on the real engine", () => {
  it("are in no state, output or message in clear, whatever the action does with them", async () => {
    let how = "return";
    test = await openTestStack({
      program: async () => {
        const params = { how, dsn: secret(canary) };
        const echo = new ActionInvocation("echo", { actionName: "echo", params });
        const failing = new ActionInvocation("failing", {
          actionName: how === "return" ? "echo" : "leak",
          params,
        });
        return { result: echo.result, other: failing.status };
      },
    });
    const { stack, emulator, run, events, stateFolder } = test;
    const up = await run((handles) => stack.up(handles));
    expect(emulator.ledger.posts[0]?.params).toMatchObject({ dsn: canary });
    expect(up.outputs["result"]).toMatchObject({ secret: true, value: { dsn: canary } });
    await run((handles) => stack.refresh(handles));

    how = "leak";
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({
      code: "NCF_ACTION_FAILED",
    });
    const shown = events.flatMap((event) => (event.kind === "message" ? [event.message] : []));
    expect(shown).toContainEqual(expect.stringMatching(/-\/leak ran and failed .*\[secret\]/));
    expect((await test.resource("failing"))?.initErrors).toEqual([
      expect.stringMatching(/^NCF_ACTION_FAILED: activation [0-9a-f]{32}; /),
    ]);
    const everything = textBelow(stateFolder) + JSON.stringify(events);
    expect(everything).toContain("leak");
    expect(everything).not.toContain(canary);
    expect(everything).not.toContain(dummyKeys.secretKey);
  });

  it("are not to be guessed by the hash of a secret trigger", async () => {
    test = await openTestStack({
      program: async () => {
        const one = new ActionInvocation("one", { actionName: "echo", triggers: [secret(1234)] });
        return { id: one.activationId };
      },
    });
    const { stack, run, stateFolder } = test;
    await run((handles) => stack.up(handles));
    const { __state: hidden } = (await test.resource("one"))?.outputs ?? {};
    const { plaintext } = (hidden as { fingerprint: { plaintext: string } }).fingerprint;
    expect(textBelow(stateFolder)).not.toContain(JSON.parse(plaintext));
    expect((await run((handles) => stack.up(handles))).summary.resourceChanges).toEqual({ same: 2 });
  });

  it("stay secret when a refresh is the first to see the result", async () => {
    test = await openTestStack({
      emulator: { switches: { visibilityLagMs: 3_600_000 } },
      program: async () => {
        const params = { dsn: secret(canary) };
        const echo = new ActionInvocation("echo", { actionName: "echo", params, timeout: 0, waitFor: 0 });
        return { result: echo.result };
      },
    });
    const { stack, emulator, run, events, stateFolder } = test;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_PENDING" });
    emulator.set({ visibilityLagMs: 0 });
    await run((handles) => stack.refresh(handles));
    expect(textBelow(stateFolder)).toContain('"outcome":"succeeded"');
    expect(textBelow(stateFolder) + JSON.stringify(events)).not.toContain(canary);
  });
});
