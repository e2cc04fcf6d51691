import { expect, test } from "vitest";
import { SecretValue, type ValueObject } from "../../../src/model/value.ts";
import { textBelow } from "../../support/textBelow.ts";
import { failureOf, useScene } from "./scene.ts";

const scene = useScene();
const token = "ncf:index:invokeAction";
const args: ValueObject = { key: "notify-42", actionName: "echo", params: { a: 1 } };

test("the function invokeAction calls once per key, in a process that starts anew as well", async () => {
  const first = await scene.provider.invoke(token, args);
  expect(first).toMatchObject({ outcome: "succeeded", success: true, result: { a: 1 } });
  await scene.restart();
  expect(await scene.provider.invoke(token, args)).toEqual(first);
  expect(scene.emulator.ledger.posts).toHaveLength(1);
  expect(await scene.provider.invoke(token, { ...args, key: "notify-43" })).toMatchObject({
    result: { a: 1 },
  });
  expect(scene.emulator.ledger.posts).toHaveLength(2);
});

test("the function invokeAction calls nothing in a preview, and checks its inputs there", async () => {
  expect(await scene.provider.invoke(token, args, true)).toEqual({ outcome: "preview", result: {} });
  const wrong = { ...args, paramsSchema: { type: "object", required: ["b"] } };
  expect((await failureOf(scene.provider.invoke(token, wrong, true))).message).toContain(
    "NCF_PARAMS_INVALID",
  );
  expect(scene.emulator.ledger.posts).toEqual([]);
});

test("the function invokeAction returns secrets where an input is secret, and keeps none in the journal", async () => {
  const outputs = await scene.provider.invoke(token, {
    ...args,
    params: { dsn: new SecretValue("canary-51") },
  });
  expect(outputs["result"]).toEqual(new SecretValue({ dsn: "canary-51" }));
  expect(Object.values(outputs).every((value) => value instanceof SecretValue)).toBe(true);
  expect(textBelow(scene.home)).not.toContain("canary-51");
});

test("the function invokeAction fails as its action does, and calls again when it is called again", async () => {
  const failing = { key: "end", actionName: "end", params: { how: "throw" } };
  expect((await failureOf(scene.provider.invoke(token, failing))).message).toContain("NCF_ACTION_FAILED");
  expect((await failureOf(scene.provider.invoke(token, failing))).message).toContain("NCF_ACTION_FAILED");
  expect(scene.emulator.ledger.posts).toHaveLength(2);
});

test.each<readonly [string, ValueObject, string]>([
  ["no key", { actionName: "echo" }, "NCF_INPUT_INVALID: invokeAction: key is missing"],
  ["a misspelled input", { ...args, param: {} }, "did you mean params?"],
  ["a name that is not one", { ...args, actionName: "a b" }, "NCF_NAME_INVALID"],
])("the function invokeAction refuses %s", async (_what, wrong, message) => {
  expect((await failureOf(scene.provider.invoke(token, wrong))).message).toContain(message);
  expect(scene.emulator.ledger.posts).toEqual([]);
});

test("the function invokeAction refuses a key that was used for another call", async () => {
  await scene.provider.invoke(token, args);
  const other = await failureOf(scene.provider.invoke(token, { ...args, params: { a: 2 } }));
  expect(other.message).toContain(
    "NCF_KEY_REUSED: key notify-42 was used for a call of -/echo with other params",
  );
  expect(scene.emulator.ledger.posts).toHaveLength(1);
});

test("the function invokeAction calls nothing for an engine that does not report previews", async () => {
  await scene.provider.handshake("", false);
  const refused = await failureOf(scene.provider.invoke(token, args));
  expect(refused.message).toContain(
    "this version of Pulumi does not distinguish previews from updates for plugins",
  );
  expect(scene.emulator.ledger.posts).toEqual([]);
});
