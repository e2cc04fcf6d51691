import { beforeEach, describe, expect, test } from "vitest";
import { SecretValue, type ValueObject } from "../../../src/model/value.ts";
import type { KeptResource } from "../../support/ProviderClient.ts";
import { failureOf, useScene } from "./scene.ts";

const scene = useScene();
const echo: ValueObject = { actionName: "echo", params: { a: 1 } };

/** Run of an action that no resource has made. */
let run: KeptResource;
beforeEach(async () => {
  run = await scene.provider.create("elsewhere", echo);
});

describe("an import by package/action/activationId", () => {
  test("gives id, inputs and outputs, without a call", async () => {
    const imported = await scene.provider.read("one", `-/echo/${run.id}`);
    expect(imported.id).toBe(run.id);
    expect(imported.inputs).toMatchObject({ actionName: "echo", packageName: "-" });
    expect(imported.outputs).toMatchObject({ activationId: run.id, attempts: 0, generation: 1 });
    // Its params are not known, and the result may repeat them.
    expect(imported.outputs["result"]).toEqual(new SecretValue({ a: 1 }));
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("is followed by a check and a diff in which the program's inputs are no change", async () => {
    const imported = await scene.provider.read("one", `-/echo/${run.id}`);
    const { inputs, failures } = await scene.provider.check("one", echo, imported.inputs);
    expect({ inputs, failures }).toEqual({ inputs: echo, failures: [] });
    expect((await scene.provider.diff("one", imported, echo)).changes).toBe(false);
    const other = { ...echo, actionName: "hello" };
    expect((await scene.provider.diff("one", imported, other)).changes).toBe(true);
  });

  test("is checked with its own inputs, without the marker of an import", async () => {
    const imported = await scene.provider.read("one", `-/echo/${run.id}`);
    const { inputs, failures } = await scene.provider.check("one", imported.inputs, imported.inputs);
    expect(failures).toEqual([]);
    expect(Object.keys(inputs).filter((name) => name.startsWith("__"))).toEqual([]);
  });

  test("that does not exist, or has another format, reports why", async () => {
    const missing = await failureOf(scene.provider.read("one", `-/echo/${"0".repeat(32)}`));
    expect(missing.message).toContain("NCF_IMPORT_FAILED");
    const misnamed = await failureOf(scene.provider.read("one", "echo"));
    expect(misnamed.message).toContain("package/action/activationId");
    expect(scene.server.failures.map(({ name, error }) => [name, error.code])).toEqual([
      ["one", "NCF_IMPORT_FAILED"],
      ["one", "NCF_IMPORT_FAILED"],
    ]);
  });
});

test("a run that a program only reads keeps its id", async () => {
  const id = `-/echo/${run.id}`;
  const read = await scene.provider.read("one", id, { outputs: { platform: "classic" } });
  expect(read).toMatchObject({ id, outputs: { activationId: run.id } });
});

describe("the function getActivation", () => {
  const token = "ncf:index:getActivation";

  test.each([
    ["an id", (id: string): ValueObject => ({ id: `-/echo/${id}` })],
    ["separate inputs", (id: string): ValueObject => ({ actionName: "echo", activationId: id })],
  ])("reads a run by %s, in a preview as well", async (_how, argsOf) => {
    const expected = { activationId: run.id, result: { a: 1 }, outcome: "succeeded", success: true };
    expect(await scene.provider.invoke(token, argsOf(run.id))).toMatchObject(expected);
    expect(await scene.provider.invoke(token, argsOf(run.id), true)).toMatchObject(expected);
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("reads a run that failed, with its logs", async () => {
    const { kept } = await failureOf(
      scene.provider.create("two", { actionName: "end", params: { how: "throw" } }),
    );
    const record = await scene.provider.invoke(token, { id: `-/end/${kept?.id}` });
    expect(record).toMatchObject({ outcome: "failed", success: false });
    expect(record["logs"]).toEqual([expect.stringContaining("ending by throw")]);
  });

  test("returns secrets where its arguments are secret", async () => {
    const record = await scene.provider.invoke(token, { id: new SecretValue(`-/echo/${run.id}`) });
    expect(Object.values(record).every((value) => value instanceof SecretValue)).toBe(true);
  });

  test.each<readonly [string, ValueObject, string]>([
    ["no input", {}, "NCF_INPUT_INVALID: getActivation: /actionName"],
    ["a misspelled input", { idd: "-/echo/1" }, "did you mean id?"],
    ["an id of another shape", { id: "echo" }, "/id: must be package/action/activationId"],
    [
      "an id beside a name",
      { id: "-/echo/1", actionName: "echo" },
      "/actionName: must not be set together with id",
    ],
    ["a name that is not one", { actionName: "a b", activationId: "1" }, "NCF_NAME_INVALID"],
    ["a region that does not exist", { id: "-/echo/1", region: "XX" }, "NCF_ADDRESS_INVALID"],
    ["an activation that does not exist", { id: "-/echo/1" }, "NCF_ACTIVATION_UNREADABLE"],
  ])("refuses %s", async (_what, args, message) => {
    expect((await failureOf(scene.provider.invoke(token, args))).message).toContain(message);
  });
});

describe("the run that a stack file's option import names", () => {
  test("is adopted by the create, and a change right after it calls", async () => {
    const given = { ...echo, __import: `-/echo/${run.id}` };
    const adopted = await scene.provider.create("one", given);
    expect(adopted.outputs).toMatchObject({ activationId: run.id, attempts: 0, generation: 1 });
    expect(scene.emulator.ledger.posts).toHaveLength(1);
    expect((await scene.provider.diff("one", adopted, given)).changes).toBe(false);
    expect((await scene.provider.diff("one", adopted, echo)).changes).toBe(false);
    const changed = { ...given, params: { a: 2 } };
    expect((await scene.provider.diff("one", adopted, changed)).detailed).toEqual({ params: "update input" });
  });

  test("is refused where it is one of another action", async () => {
    const failure = await failureOf(scene.provider.create("one", { ...echo, __import: `-/hello/${run.id}` }));
    expect(failure.message).toContain("NCF_IMPORT_FAILED");
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });
});
