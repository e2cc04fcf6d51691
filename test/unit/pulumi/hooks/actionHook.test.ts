import { local } from "@pulumi/command";
import * as pulumi from "@pulumi/pulumi";
import { beforeAll, describe, expect, expectTypeOf, test } from "vitest";
import { NcfError } from "../../../../src/diagnostics/ncfError.ts";
import { actionHook } from "../../../../src/pulumi/hooks/actionHook.ts";
import { findRelease } from "../../../../src/pulumi/hooks/findRelease.ts";
import type { HookOutputs } from "../../../../src/pulumi/hooks/hookArgs.ts";
import { invokeAfter } from "../../../../src/pulumi/hooks/invokeAfter.ts";
import type { ResourceOutputs } from "../../../../src/pulumi/hooks/resourceOutputs.ts";

const registered: pulumi.runtime.MockResourceArgs[] = [];

beforeAll(async () => {
  await pulumi.runtime.setMocks(
    {
      newResource: (args) => {
        registered.push(args);
        return { id: `${args.name}-id`, state: { ...args.inputs, stdout: "v1" } };
      },
      call: () => ({}),
    },
    "shop",
    "dev",
  );
  // The mocks of the SDK know no hooks: `new ResourceHook` fails with them.
  const monitor = pulumi.runtime.getMonitor() as unknown as Record<string, unknown>;
  monitor["registerResourceHook"] = (_request: unknown, done: (error: null) => void) => done(null);
});

const misspelled = { actionName: "warm", parms: {} };

function failureOf(work: () => unknown): NcfError {
  try {
    work();
  } catch (error) {
    if (NcfError.is(error)) return error;
    throw error;
  }
  throw new Error("it did not fail");
}

describe("a hook in a program without a stack", () => {
  test("is a hook of Pulumi that needs neither a stack nor credentials", () => {
    const hook = actionHook("plain", { actionName: "warm" });
    expect(pulumi.ResourceHook.isInstance(hook)).toBe(true);
    expect(hook.name).toBe("plain");
  });

  test.each<[string, () => unknown, string, string]>([
    ["no name", () => actionHook("", { actionName: "warm" }), "NCF_INPUT_INVALID", "a hook has no name"],
    [
      "an action that cannot exist",
      () => actionHook("a", { actionName: "a b" }),
      "NCF_NAME_INVALID",
      "hook a: /actionName",
    ],
    ["a misspelled argument", () => actionHook("b", misspelled), "NCF_INPUT_INVALID", "hook b: /parms"],
    [
      "params that violate their schema",
      () => actionHook("c", { actionName: "warm", params: {}, paramsSchema: { required: ["version"] } }),
      "NCF_PARAMS_INVALID",
      "hook c: /params",
    ],
    [
      "another once",
      () => actionHook("d", { actionName: "warm", once: "always" as "ever" }),
      "NCF_INPUT_INVALID",
      "once must be one of change, release, ever",
    ],
    [
      "a wait that is no duration",
      () => actionHook("e", { actionName: "warm", waitFor: "soon" }),
      "NCF_INPUT_INVALID",
      "hook e: /waitFor",
    ],
  ])("is refused for %s", (_what, define, code, reason) => {
    expect(failureOf(define)).toMatchObject({ code, reason: expect.stringContaining(reason) });
  });

  test("is not defined twice", () => {
    actionHook("twice", { actionName: "warm" });
    expect(failureOf(() => actionHook("twice", { actionName: "warm" })).reason).toBe(
      "two hooks have the name twice",
    );
  });
});

describe("the release", () => {
  test("is the one given, else NCF_RELEASE, else the commit that the CI system names", () => {
    const env = { NCF_RELEASE: "42", CI_COMMIT_SHA: "abc" };
    expect(findRelease("warm", "43", env)).toBe("43");
    expect(findRelease("warm", undefined, env)).toBe("42");
    expect(findRelease("warm", undefined, { NCF_RELEASE: "", CI_COMMIT_SHA: "abc" })).toBe("abc");
  });

  test("is required", () => {
    expect(failureOf(() => findRelease("warm", undefined, {}))).toMatchObject({
      code: "NCF_INPUT_INVALID",
      reason: 'hook warm has once: "release", but no release is set',
    });
    expect(failureOf(() => findRelease("warm", "", { NCF_RELEASE: "42" })).code).toBe("NCF_INPUT_INVALID");
  });
});

test("invokeAfter is a child of its resource, with params and triggers of the resource's outputs", async () => {
  const site = new local.Command("site", { create: "echo v1" });
  const warm = invokeAfter(site, "warm", {
    actionName: "warm",
    params: ({ stdout }) => ({ version: stdout }),
    triggers: ({ id }) => [id],
  });
  const urn = await new Promise<string>((resolve) => warm.urn.apply(resolve));
  expect(urn).toBe(
    "urn:pulumi:dev::shop::command:local:Command$pulumi-nodejs:dynamic/ncf:ActionInvocation::warm",
  );
  const inputs = registered.find(({ name }) => name === "warm")?.inputs;
  expect(inputs).toMatchObject({ actionName: "warm", params: { version: "v1" }, triggers: ["site-id"] });
});

test("types come from the resource", () => {
  expectTypeOf<ResourceOutputs<local.Command>["stdout"]>().toEqualTypeOf<string>();
  expectTypeOf<ResourceOutputs<local.Command>["id"]>().toEqualTypeOf<string>();
  expectTypeOf<ResourceOutputs<local.Command>>().not.toHaveProperty("getProvider");
  expectTypeOf<ResourceOutputs<{ readonly url: string }>["url"]>().toEqualTypeOf<string>();
  expectTypeOf<HookOutputs<local.Command>["stdout"]>().toEqualTypeOf<string | pulumi.Output<string>>();
  const typed = () =>
    actionHook<local.Command>("typed", {
      actionName: "warm",
      // @ts-expect-error a command has no such output
      params: ({ newOutputs }) => ({ version: newOutputs?.stdOut }),
    });
  expectTypeOf(typed).returns.toEqualTypeOf<pulumi.ResourceHook>();
});
