import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { ActionInvocationArgs, LifecycleActionArgs } from "../../../src/pulumi/ActionInvocationArgs.ts";
import type { PreviousPart, PreviousRun } from "../../../src/pulumi/previousReferences.ts";
import { ActionInvocation } from "../../../src/pulumi/ActionInvocation.ts";
import { serializedProvider } from "../../../src/pulumi/serializedProvider.ts";

const resourceType = "pulumi-nodejs:dynamic/ncf:ActionInvocation";
const registered: pulumi.runtime.MockResourceArgs[] = [];
beforeEach(async () => {
  registered.length = 0;
  await pulumi.runtime.setMocks({
    newResource: (resource) => {
      registered.push(resource);
      return {
        id: "a1",
        state: { ...resource.inputs, activationId: "a1", result: { ok: true }, generation: 1 },
      };
    },
    call: () => ({}),
  });
});

function valueOf<T>(output: pulumi.Output<T>): Promise<T> {
  return new Promise((resolve) => {
    output.apply((value) => resolve(value));
  });
}

function thrownBy(step: () => unknown): unknown {
  try {
    step();
  } catch (error) {
    return error;
  }
  throw new Error("nothing was thrown");
}

/** What the engine is told of a resource. */
async function registeredWith(args: ActionInvocationArgs, options?: pulumi.CustomResourceOptions) {
  await valueOf(new ActionInvocation("one", args, options).id);
  const [resource] = registered;
  if (resource === undefined) throw new Error("nothing was registered");
  return resource;
}

describe("registration with the engine", () => {
  test("is the inputs and the provider's text, under the type of a dynamic resource", async () => {
    const { type, name, inputs } = await registeredWith({
      actionName: "hello",
      params: { user: { name: pulumi.output("Mina") } },
      triggers: [Promise.resolve(7)],
      timeout: 5,
    });
    expect({ type, name }).toEqual({ type: resourceType, name: "one" });
    expect(inputs).toEqual({
      actionName: "hello",
      params: { user: { name: "Mina" } },
      triggers: [7],
      timeout: 5,
      __step: { urn: `urn:pulumi:stack::project::${resourceType}::one` },
      __provider: serializedProvider,
    });
  });

  test.each<[string, Partial<ActionInvocationArgs>, readonly string[]]>([
    [
      "in the depth of params",
      { params: { list: [1, { "a/b": pulumi.secret("x") }], open: "x" } },
      ["/params/list/1/a~1b"],
    ],
    [
      "in an output that is a part of params",
      { params: { one: pulumi.output([pulumi.secret("x")]) } },
      ["/params/one"],
    ],
    ["in params as a whole", { params: pulumi.secret({ password: "x" }) }, ["/params"]],
    [
      "in triggers",
      { params: { open: 1 }, triggers: ["open", { list: [pulumi.secret(7)] }] },
      ["/triggers/1/list/0"],
    ],
    ["in another input", { endpoint: pulumi.secret("http://127.0.0.1:1") }, ["/endpoint"]],
  ])("says where a secret is %s", async (_where, args, secretPointers) => {
    const { inputs } = await registeredWith({ actionName: "hello", ...args });
    expect(inputs["__step"]).toMatchObject({ secretPointers });
  });

  test("has the types of the resources above it in its URN, and does not depend on them", async () => {
    class Site extends pulumi.ComponentResource {}
    const site = new Site("my:index:Site", "site");
    const child = new ActionInvocation("one", { actionName: "hello" }, { parent: site });
    await valueOf(child.id);
    const { inputs } = registered.find(({ name }) => name === "one") as pulumi.runtime.MockResourceArgs;
    const { urn } = inputs["__step"] as { readonly urn: string };
    expect(urn).toBe(`urn:pulumi:stack::project::my:index:Site$${resourceType}::one`);
    expect(urn).toBe(await valueOf(child.urn));
  });

  test("has the custom time-outs, which the engine does not pass to a dynamic provider", async () => {
    const { inputs } = await registeredWith(
      { actionName: "hello" },
      { customTimeouts: { create: "1h30m", update: "90s" } },
    );
    expect(inputs["__step"]).toMatchObject({ timeouts: { create: 5_400_000, update: 90_000 } });
  });

  test("has the activation to import as an input, and not as the engine's import", async () => {
    const resource = await registeredWith({ actionName: "hello" }, { import: "-/hello/a9" });
    expect(resource.inputs["__step"]).toMatchObject({ importId: "-/hello/a9" });
    expect(resource.id).toBeFalsy();
  });
});

describe("params of onUpdate and onDelete", () => {
  const paramsOf = async (params: LifecycleActionArgs["params"]) => {
    const { inputs } = await registeredWith({ actionName: "one", onDelete: { actionName: "drop", params } });
    return (inputs as { onDelete: { params: unknown } }).onDelete.params;
  };

  test("as a function of the previous run are templates", async () => {
    const params = await paramsOf(({ params: before, result }) => ({
      id: result["id"],
      first: result["items"]?.[0]?.["a b"],
      name: `n-${before["name"]}`,
      all: [before, 7, true, null],
    }));
    expect(params).toEqual({
      id: "${previous.result.id}",
      first: '${previous.result.items[0]["a b"]}',
      name: "n-${previous.params.name}",
      all: ["${previous.params}", 7, true, null],
    });
  });

  test("hold outputs and other strings as data, in which nothing is a reference", async () => {
    const params = await paramsOf(({ result }) => ({
      written: "${previous.result.id}",
      later: pulumi.output({ text: "${previous.result.id}" }),
      both: pulumi.interpolate`${pulumi.output("${previous.params}")}/${String(result["id"])}`,
    }));
    expect(params).toEqual({
      written: "$${previous.result.id}",
      later: { text: "$${previous.result.id}" },
      both: "$${previous.params}/${previous.result.id}",
    });
  });

  test("may be written as templates, with outputs as data", async () => {
    const params = await paramsOf({
      id: "${previous.result.id}",
      later: pulumi.output("${previous.params}"),
    });
    expect(params).toEqual({ id: "${previous.result.id}", later: "$${previous.params}" });
  });

  test.each<[string, (part: PreviousPart) => unknown]>([
    ["adds to it", (part) => (part as unknown as string) + (part as unknown as string)],
    ["compares it", (part) => part > part],
    ["calls a method of it", (part) => (part["map"] as unknown as () => unknown)()],
    ["spreads it", (part) => ({ ...part })],
    ["iterates over it", (part) => [...(part as unknown as Iterable<unknown>)]],
    ["asks it for a key", (part) => "id" in part],
    ["serializes it", (part) => JSON.stringify(part)],
  ])("are refused where the function %s", (_, use) => {
    const args = {
      actionName: "one",
      onDelete: { actionName: "drop", params: ({ result }: PreviousRun) => ({ used: use(result) }) },
    };
    expect(thrownBy(() => new ActionInvocation("one", args as ActionInvocationArgs))).toMatchObject({
      code: "NCF_INPUT_INVALID",
      reason: expect.stringContaining("previous.result"),
    });
  });

  test("mark their secret parts for the provider", async () => {
    const { inputs } = await registeredWith({
      actionName: "one",
      onUpdate: { actionName: "alter", params: () => ({ token: pulumi.secret("x") }) },
    });
    expect(inputs).toMatchObject({ __step: { secretPointers: ["/onUpdate/params/token"] } });
  });

  test("that JSON does not support are refused immediately", () => {
    const args = { actionName: "one", onDelete: { actionName: "drop", params: () => ({ at: new Date() }) } };
    expect(
      thrownBy(() => new ActionInvocation("one", args as unknown as ActionInvocationArgs)),
    ).toMatchObject({
      code: "NCF_INPUT_INVALID",
      reason: "one: /onDelete/params/at is a Date, not a plain object",
    });
  });
});

test("outputs can be used in a program", async () => {
  const one = new ActionInvocation("one", { actionName: "hello" });
  expect(await valueOf(pulumi.all([one.activationId, one.result, one.generation]))).toEqual([
    "a1",
    { ok: true },
    1,
  ]);
});

test("get reads a run by its id, and takes nothing but an address", async () => {
  const one = ActionInvocation.get("one", "db/migrate/a9", { region: "SGN" });
  await valueOf(one.id);
  expect(registered[0]).toMatchObject({ id: "db/migrate/a9", inputs: { region: "SGN" } });
});

describe("inputs that JSON does not support are refused immediately, without their values", () => {
  const cycle: Record<string, unknown> = { canary: "canary" };
  cycle["self"] = cycle;

  test.each<[string, object, string, string]>([
    ["a cycle", { params: cycle }, "NCF_PARAMS_NOT_JSON", "one: /params/self contains itself"],
    [
      "a function",
      { params: { a: [() => "canary"] } },
      "NCF_PARAMS_NOT_JSON",
      "one: /params/a/0 is a function",
    ],
    ["a date", { params: { at: new Date(0) } }, "NCF_PARAMS_NOT_JSON", "one: /params/at is a Date"],
    [
      "a symbol in triggers",
      { triggers: [Symbol("canary")] },
      "NCF_INPUT_INVALID",
      "one: /triggers/0 is a symbol",
    ],
    ["a cycle in a schema", { paramsSchema: { not: cycle } }, "NCF_INPUT_INVALID", "/paramsSchema/not/self"],
  ])("%s", (_what, args, code, why) => {
    const thrown = thrownBy(() => new ActionInvocation("one", { actionName: "hello", ...args }));
    expect(thrown).toMatchObject({ code, message: expect.stringContaining(why) });
    expect((thrown as Error).message).not.toContain("canary");
    expect(registered).toEqual([]);
  });
});

describe("a schema in a file", () => {
  let folder = "";
  const cwd = process.cwd;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "ncf-schema-"));
    // Workers have one working directory together, so only what this code is told of it can change.
    process.cwd = () => folder;
  });
  afterEach(() => {
    process.cwd = cwd;
    rmSync(folder, { recursive: true, force: true });
  });

  test("is inlined into the inputs", async () => {
    writeFileSync(join(folder, "x.json"), JSON.stringify({ type: "object", required: ["a"] }));
    const { inputs } = await registeredWith({ actionName: "hello", paramsSchema: { $ref: "./x.json" } });
    expect(inputs["paramsSchema"]).toEqual({ type: "object", required: ["a"] });
  });
});
