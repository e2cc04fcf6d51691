import { expect, test } from "vitest";
import { engineError } from "../../../src/engine/engineError.ts";

const thrown = new Error("code: 255\n stdout: canary-1\n stderr: error: it is down\nerror: it is down\n");

test("an error of ours keeps its code, with everything that was said", () => {
  const error = engineError(["warm: NCF_ACTION_FAILED: it failed\n  hint: look", "old: more"], thrown);
  expect(error).toMatchObject({ code: "NCF_ACTION_FAILED", exitCode: 1 });
  expect(error.reason).toBe("warm: NCF_ACTION_FAILED: it failed\n  hint: look\nold: more");
});

test("when nothing was said, what the engine wrote as errors is the reason, once and without the rest", () => {
  expect(engineError([], thrown)).toMatchObject({ code: "NCF_ENGINE_FAILED", reason: "it is down" });
  expect(engineError([], "no words").reason).toBe("no words");
});

test.each([
  ["failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE", "NCF_PASSPHRASE_INVALID"],
  ["the stack is currently locked by 1 lock(s)", "NCF_STACK_LOCKED"],
  ["[409] Conflict: Another update is currently in progress.", "NCF_STACK_LOCKED"],
])("what the engine says is known by a code of ours: %s", (words, code) => {
  expect(engineError([], new Error(` stderr: error: ${words}`))).toMatchObject({ code });
});
