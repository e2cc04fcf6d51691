import { afterEach, describe, expect, it } from "vitest";
import { ActionInvocation } from "../../src/pulumi/ActionInvocation.ts";
import { openTestStack, type TestStack } from "../support/openTestStack.ts";
import { signedFetch } from "../support/signedFetch.ts";

let test: TestStack;
afterEach(() => test.close());

describe("refresh, import and get on the real engine", () => {
  it("reads the activation again, and keeps the last outputs when its record has expired", async () => {
    test = await openTestStack({
      program: async () => {
        const echo = new ActionInvocation("echo", { actionName: "echo", params: { name: "x" } });
        return { name: echo.result, id: echo.activationId };
      },
    });
    const { stack, emulator, run, resource } = test;
    await run((handles) => stack.up(handles));
    const before = await resource("echo");
    const reads = emulator.ledger.reads.length;

    await run((handles) => stack.refresh(handles));
    expect(emulator.ledger.reads.length).toBeGreaterThan(reads);
    expect((await resource("echo"))?.outputs).toEqual(before?.outputs);

    emulator.set({ activationsExpired: true });
    await run((handles) => stack.refresh(handles));
    expect(await resource("echo")).toMatchObject({ id: before?.id, outputs: before?.outputs });
    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toEqual({ same: 2 });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  it("adopts a run by import instead of calling, and calls for a later change", async () => {
    let importId: string | undefined;
    let name = "x";
    test = await openTestStack({
      program: async () => {
        const echo = new ActionInvocation(
          "echo",
          { actionName: "echo", params: { name } },
          importId === undefined ? {} : { import: importId },
        );
        return { name: echo.result, id: echo.activationId };
      },
    });
    const { stack, emulator, run, resource } = test;
    const target = "/api/v2/packages/-/actions/echo?platform=classic";
    const answer = await signedFetch(emulator.url, target, { body: JSON.stringify({ name: "x" }) });
    const { activationId } = ((await answer.json()) as { content: { activationId: string } }).content;

    importId = `-/echo/${"0".repeat(32)}`;
    await expect(run((handles) => stack.up(handles))).rejects.toMatchObject({ code: "NCF_IMPORT_FAILED" });

    importId = `-/echo/${activationId}`;
    const adopted = await run((handles) => stack.up(handles));
    expect(adopted.outputs).toMatchObject({ name: { value: { name: "x" } }, id: { value: activationId } });
    expect(await resource("echo")).toMatchObject({ id: activationId, outputs: { attempts: 0 } });

    importId = undefined;
    const quiet = await run((handles) => stack.up(handles));
    expect(quiet.summary.resourceChanges).toMatchObject({ same: 2 });
    expect(emulator.ledger.posts).toHaveLength(1);

    name = "y";
    const changed = await run((handles) => stack.up(handles));
    expect(changed.outputs["name"]?.value).toEqual({ name: "y" });
    expect(emulator.ledger.posts).toHaveLength(2);
  });

  it("reads a run of somebody else's with get, and never calls it", async () => {
    let id = "";
    test = await openTestStack({
      program: async () => {
        const other = ActionInvocation.get("other", id);
        return { name: other.result, status: other.status };
      },
    });
    const { stack, emulator, run } = test;
    const target = "/api/v2/packages/-/actions/echo?platform=classic";
    const answer = await signedFetch(emulator.url, target, { body: JSON.stringify({ name: "x" }) });
    id = `-/echo/${((await answer.json()) as { content: { activationId: string } }).content.activationId}`;
    const read = await run((handles) => stack.up(handles));
    // The params of that run are not known, and its result may repeat them.
    expect(read.outputs).toMatchObject({
      name: { value: { name: "x" }, secret: true },
      status: { value: "success", secret: false },
    });
    expect(emulator.ledger.posts).toHaveLength(1);
  });
});
