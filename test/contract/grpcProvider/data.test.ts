import { readFileSync } from "node:fs";
import structs from "google-protobuf/google/protobuf/struct_pb.js";
import { describe, expect, test } from "vitest";
import { SecretValue, type Value, type ValueObject } from "../../../src/model/value.ts";
import { toWire } from "../../../src/pulumi/wire.ts";
import { failureOf, fromEngine, useScene } from "./scene.ts";

const scene = useScene();
const canary = "canary-5c0ffee";

describe("secrets", () => {
  const inputs: ValueObject = {
    actionName: "echo",
    params: { list: [{ password: new SecretValue(canary) }], open: 1 },
  };

  test("in a list make the result secret, also after a refresh", async () => {
    const created = await scene.provider.create("one", inputs);
    expect(created.outputs["result"]).toEqual(new SecretValue({ list: [{ password: canary }], open: 1 }));
    expect(shownParts(created.outputs)).not.toContain(canary);
    expect(await scene.provider.read("one", created.id, created)).toEqual(created);
    expect((await scene.provider.diff("one", created, inputs)).changes).toBe(false);
  });

  test("that params became mark the outputs anew, without a call", async () => {
    const open = { actionName: "echo", params: { list: [{ password: canary }], open: 1 } };
    const created = await scene.provider.create("one", open);
    expect(created.outputs["result"]).not.toBeInstanceOf(SecretValue);
    expect((await scene.provider.diff("one", created, inputs)).detailed).toEqual({ params: "update input" });
    const planned = await scene.provider.update("one", created, inputs, { preview: true });
    expect(planned.outputs["result"]).toBeInstanceOf(SecretValue);
    const updated = await scene.provider.update("one", created, inputs);
    expect(updated.outputs["result"]).toBeInstanceOf(SecretValue);
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("given as an output value with dependencies are secrets", async () => {
    const output = fromEngine({
      "4dabf18193072939515e22adb298388d": "d0e6a833031e9bbcd3f4e8bde6ca49a4",
      value: canary,
      secret: true,
      dependencies: ["urn:pulumi:dev::shop::ncf:index:ActionInvocation::other"],
    });
    const { outputs } = await scene.provider.create("one", {
      actionName: "echo",
      params: { deep: [output] },
    });
    expect(outputs["result"]).toEqual(new SecretValue({ deep: [canary] }));
    expect(scene.emulator.ledger.posts[0]?.params).toEqual({ deep: [canary] });
  });

  test("are neither printed nor kept in clear when the action fails with them", async () => {
    const params = { how: "reject", value: { message: new SecretValue(`lost ${canary}`) } };
    const { kept, message } = await failureOf(scene.provider.create("one", { actionName: "end", params }));
    const runId = scene.emulator.ledger.runs[0]?.activationId;
    // The engine stores it: only the code and the activation.
    expect(message).toMatch(new RegExp(`^NCF_ACTION_FAILED: activation ${runId}; `));
    expect(kept?.reasons).toEqual([message]);
    expect(shownParts(kept?.outputs ?? {})).not.toContain(canary);
    const [shown = ""] = scene.server.failures.map(({ error }) => error.message);
    expect(shown).toContain("[secret]");
    expect(shown).not.toContain(canary);
  });

  test("in an input other than params are refused with their place and without the value", async () => {
    const secret = new SecretValue(canary);
    const { failures } = await scene.provider.check("one", {
      actionName: secret,
      region: secret,
      onDelete: { actionName: secret, params: { password: secret } },
    });
    expect(failures.map((text) => text.replace(/: must.*/s, "").slice(1))).toEqual([
      "NCF_INPUT_INVALID: /actionName",
      "NCF_INPUT_INVALID: /region",
      "NCF_INPUT_INVALID: /onDelete/actionName",
    ]);
    expect(failures.join("\n")).not.toContain(canary);
  });

  test("a key that the API refuses is not printed", async () => {
    await scene.restart({ ...scene.config(), secretKey: new SecretValue(canary) });
    const { message } = await failureOf(scene.provider.create("one", { actionName: "echo" }));
    expect(message).toContain("NCF_REJECTED");
    expect(message).not.toContain(canary);
  });
});

describe("data that looks like a mark of the engine", () => {
  const cases = JSON.parse(
    readFileSync(new URL("../../cases/marksInResult.json", import.meta.url), "utf8"),
  ) as readonly ValueObject[];

  test.each(cases.map((one, number) => [JSON.stringify(one), number] as const))(
    "in a result, %s stays the value that it was, through every step and into another action",
    async (_text, number) => {
      const value = cases[number] as ValueObject;
      const inputs = { actionName: "marks", params: { number } };
      const created = await scene.provider.create("one", inputs);
      expect(created.outputs["result"]).toEqual(value);
      const wire = structs.Struct.deserializeBinary(toWire(created.outputs).serializeBinary()).toJavaScript();
      expect(holdsMark(wire["result"])).toBe(false);
      expect(await scene.provider.read("one", created.id, created)).toEqual(created);
      expect((await scene.provider.diff("one", created, inputs)).changes).toBe(false);

      const next = { actionName: "echo", params: { given: created.outputs["result"] as Value } };
      expect((await scene.provider.check("two", next)).failures).toEqual([]);
      await scene.provider.create("two", next);
      expect(scene.emulator.ledger.posts.at(-1)?.params).toEqual({ given: value });
    },
  );

  test("keys that every JavaScript object has are sent as written", async () => {
    const params = JSON.parse('{"toString":"t","constructor":"c","__proto__":{"a":1},"b":2}') as ValueObject;
    await scene.provider.create("one", { actionName: "echo", params });
    expect(JSON.stringify(scene.emulator.ledger.posts[0]?.params)).toBe(JSON.stringify(params));
  });
});

/** The outputs as text, without those that are secret. */
function shownParts(value: ValueObject): string {
  return JSON.stringify(value, (_key, part: unknown) => (part instanceof SecretValue ? "[secret]" : part));
}

function holdsMark(value: unknown): boolean {
  if (value === "04da6b54-80e4-46f7-96ec-b56ff0331ba9") return true;
  if (typeof value !== "object" || value === null) return false;
  return "4dabf18193072939515e22adb298388d" in value || Object.values(value).some(holdsMark);
}
