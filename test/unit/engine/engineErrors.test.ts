import { describe, expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import { engineError, failuresOf, type FailedRun } from "../../../src/engine/engineErrors.ts";
import type { EngineEnd } from "../../../src/engine/workspace.ts";

const end: EngineEnd = { code: 255, signal: null, stdout: "", stderr: "" };
const wrote = (stderr: string): EngineEnd => ({ ...end, stderr });

describe("what the engine wrote to standard error", () => {
  test("is the reason, each error once and without the rest", () => {
    const error = engineError(
      wrote("using plugin\nerror: it is down\n  since noon\nerror: it is down\n  since noon\n"),
    );
    expect(error).toMatchObject({ code: "NCF_ENGINE_FAILED", reason: "it is down\n  since noon" });
  });

  test("is quoted when it contains no error, and an exit without output is reported by its code or signal", () => {
    expect(engineError(wrote("panic: nil\n")).reason).toBe("the engine ended with exit code 255: panic: nil");
    expect(engineError({ ...end, code: null, signal: "SIGKILL" }).reason).toBe(
      "the engine ended by signal SIGKILL",
    );
  });

  test.each([
    [
      "failed to decrypt: incorrect passphrase, please set PULUMI_CONFIG_PASSPHRASE",
      "NCF_PASSPHRASE_INVALID",
    ],
    ["passphrase must be set with PULUMI_CONFIG_PASSPHRASE", "NCF_PASSPHRASE_MISSING"],
    ["the stack is currently locked by 1 lock(s)", "NCF_STACK_LOCKED"],
    ["[409] Conflict: Another update is currently in progress.", "NCF_STACK_LOCKED"],
  ])("has a code of ours where one is known: %s", (text, code) => {
    expect(engineError(wrote(`error: ${text}`))).toMatchObject({ code });
  });
});

describe("the failures of an operation", () => {
  const failed = new NcfError("NCF_ACTION_FAILED", { reason: "migrate failed" });
  const message = (text: string, name?: string, type?: string): FailedRun["errors"][number] => ({
    kind: "message",
    severity: "error",
    message: text,
    ...(name === undefined ? {} : { name }),
    ...(type === undefined ? {} : { type }),
  });
  const run: FailedRun = { own: [], errors: [], end, programEnd: undefined };
  const ofStack = message("update failed", "orders-dev", "pulumi:pulumi:Stack");

  test("are the provider's own, which the engine's echo does not repeat", () => {
    const echo = message("NCF_ACTION_FAILED: migrate failed", "migrate", "ncf:ActionInvocation");
    const own = [{ name: "migrate", error: failed }];
    expect(failuresOf({ ...run, own, errors: [echo, message("update failed"), ofStack] })).toEqual(own);
  });

  test("include those of commands, with the engine's own message, without duplicates", () => {
    const seed = message("exit status 1", "seed", "command:local:Command");
    expect(failuresOf({ ...run, errors: [seed, seed, ofStack] })).toMatchObject([
      { name: "seed", error: { code: "NCF_ENGINE_FAILED", reason: "exit status 1" } },
    ]);
  });

  test("keep the engine's messages about an invocation in addition to the provider's errors", () => {
    const kept = message("resource is protected", "migrate", "ncf:ActionInvocation");
    expect(failuresOf({ ...run, errors: [kept] })).toMatchObject([
      { name: "migrate", error: { reason: "resource is protected" } },
    ]);
  });

  test("are never empty", () => {
    expect(failuresOf({ ...run, errors: [ofStack] })).toMatchObject([{ error: { reason: "update failed" } }]);
    expect(failuresOf({ ...run, errors: [ofStack], end: wrote("error: no network") })).toMatchObject([
      { error: { reason: "no network" } },
    ]);
    expect(failuresOf(run)).toMatchObject([{ error: { reason: "the engine ended with exit code 255" } }]);
    const programEnd = { kind: "failed", error: new Error("the monitor is gone") } as const;
    expect(failuresOf({ ...run, programEnd })).toMatchObject([{ error: { reason: "the monitor is gone" } }]);
  });
});
