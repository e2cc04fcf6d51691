import { isSecret, runtime, type Output } from "@pulumi/pulumi";
import { beforeEach, describe, expect, test } from "vitest";
import { stackProgram } from "../../../src/pulumi/stackProgram.ts";

const registered: runtime.MockResourceArgs[] = [];
beforeEach(async () => {
  registered.length = 0;
  await runtime.setMocks(
    {
      newResource: (resource) => {
        registered.push(resource);
        return { id: `${resource.name}-1`, state: { ...resource.inputs, result: { tables: ["users"] } } };
      },
      call: () => ({}),
    },
    "shop",
    "dev",
    false,
    "kim",
  );
});

/** Runs a stack file with config, and answers its outputs. */
async function run(
  lines: readonly string[],
  config: Readonly<Record<string, string>> = {},
  secretKeys: string[] = [],
) {
  runtime.setAllConfig({ ...config }, secretKeys);
  const program = stackProgram({
    text: lines.join("\n"),
    path: "/home/kim/shop/stack.yaml",
    readText: (path) => (path === "/home/kim/shop/note.txt" ? "a note" : undefined),
    cwd: "/home/kim",
    pluginFolder: "/home/kim/shop/node_modules/p",
  });
  return (await program()) as Readonly<Record<string, unknown>>;
}

async function inputsOf(name: string): Promise<unknown> {
  await runtime.disconnect();
  return registered.find((one) => one.name === name)?.inputs;
}

describe("a stack file as a program", () => {
  test("reads the config of the project that runs, not of the file's name", async () => {
    const lines = [
      "name: another",
      "config:",
      "  release: { type: string }",
      "  count: { type: integer, default: 2 }",
      "outputs:",
      "  text: ${release} of ${pulumi.project}/${pulumi.stack} in ${pulumi.cwd}",
      "  count: ${count}",
      "  note: { fn::readFile: note.txt }",
    ];
    expect(await run(lines, { "shop:release": "7.1", "another:release": "0" })).toEqual({
      text: "7.1 of shop/dev in /home/kim",
      count: 2,
      note: "a note",
    });
  });

  test.each([
    ["the file declares as secret", "{ type: string, secret: true }", []],
    ["the stack stores as a secret", "{ type: string }", ["shop:dsn"]],
  ])("keeps a config value secret that %s", async (_case, declared, secretKeys) => {
    const lines = ["name: shop", `config: { dsn: ${declared} }`, 'outputs: { text: "to ${dsn}" }'];
    const { text } = await run(lines, { "shop:dsn": "x" }, secretKeys);
    expect(await isSecret(text as Output<string>)).toBe(true);
  });

  test("makes the resources in order, and places a command's folder relative to the plugin's", async () => {
    const lines = [
      "name: shop",
      "resources:",
      "  say:",
      "    type: command:local:Command",
      '    properties: { create: "echo ${migrate.result.tables[0]}", dir: ./app }',
      "  here:",
      "    type: command:local:Command",
      "    properties: { create: pwd }",
      "  there:",
      "    type: command:local:Command",
      "    properties: { create: pwd, dir: /tmp }",
      "  migrate:",
      "    type: ncf:ActionInvocation",
      "    properties: { actionName: migrate }",
    ];
    await run(lines);
    expect(await inputsOf("say")).toMatchObject({ create: "echo users", dir: "../../app" });
    expect(await inputsOf("here")).toMatchObject({ dir: "../.." });
    expect(await inputsOf("there")).toMatchObject({ dir: "/tmp" });
  });

  test("declares nothing and tells every mistake at its place when there is one", async () => {
    const lines = [
      "name: shop",
      "config: { release: { type: string }, count: { type: integer } }",
      "resources:",
      "  migrate:",
      "    type: ncf:ActionInvocation",
      "    properties: { actionNme: migrate }",
    ];
    const error = await run(lines, { "shop:count": "many" }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ __pulumiRunError: true });
    const { message } = error as Error;
    for (const said of [
      "NCF_STACK_CONFIG_INVALID: release is required\n  --> /home/kim/shop/stack.yaml:2:11",
      "NCF_STACK_CONFIG_INVALID: count must be an integer",
      "NCF_STACK_KEY_UNKNOWN: actionNme",
      "hint: write actionName",
    ]) {
      expect(message).toContain(said);
    }
    expect(registered).toEqual([]);
  });

  test("refuses each over config that the stack stores as a secret", async () => {
    const lines = [
      "name: shop",
      "config: { tenants: { type: array } }",
      "resources:",
      "  register:",
      "    type: ncf:ActionInvocation",
      "    each: ${tenants}",
      "    properties: { actionName: register }",
    ];
    await expect(run(lines, { "shop:tenants": '["acme"]' }, ["shop:tenants"])).rejects.toThrow(
      /NCF_STACK_EACH_INVALID: .*\n {2}--> \/home\/kim\/shop\/stack.yaml:6:11/,
    );
  });
});
