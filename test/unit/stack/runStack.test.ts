import { describe, expect, test } from "vitest";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../../../src/model/value.ts";
import { parseStackFile } from "../../../src/stack/parse/parseStackFile.ts";
import { checkStackFile, type CheckedStack } from "../../../src/stack/run/checkStackFile.ts";
import type { ProgramHost, ProgramResource, RegisteredResource } from "../../../src/stack/run/host.ts";
import { runStack } from "../../../src/stack/run/runStack.ts";

function load(text: string, files: Record<string, string> = {}): CheckedStack {
  const context = { readText: (path: string) => files[path], checkInputs: () => [] };
  const { checked, diagnostics } = checkStackFile(parseStackFile(text, "/s/stack.yaml"), context);
  if (checked === undefined) throw new Error(JSON.stringify(diagnostics));
  return checked;
}

interface TestHost extends ProgramHost {
  readonly steps: ProgramResource[];
}

/** A host that registers everything at once, with the results given by name. */
function host(results: Record<string, Value> = {}, extra: Partial<ProgramHost> = {}): TestHost {
  const steps: ProgramResource[] = [];
  return {
    steps,
    isPreview: false,
    pulumi: { project: "p", stack: "dev", organization: "org", cwd: "/s" },
    readText: () => undefined,
    config: {},
    registerResource: async (step) => {
      steps.push(step);
      return registered(step, { result: results[step.name] ?? {} });
    },
    ...extra,
  };
}

function registered({ name }: Pick<ProgramResource, "name">, outputs: ValueObject): RegisteredResource {
  return { urn: `urn:${name}`, outputs: { id: `id-${name}`, activationId: `run of ${name}`, ...outputs } };
}

/** A host whose registrations wait until the test settles them. */
function slowHost(): TestHost & {
  readonly settle: (name: string, error?: Error) => Promise<void>;
  readonly names: () => readonly string[];
} {
  const steps: ProgramResource[] = [];
  const settlers = new Map<string, (error?: Error) => void>();
  const base = host({}, {});
  return {
    ...base,
    steps,
    names: () => steps.map(({ name }) => name),
    registerResource: (step) =>
      new Promise((resolve, reject) => {
        steps.push(step);
        settlers.set(step.name, (error) =>
          error === undefined ? resolve(registered(step, { result: {} })) : reject(error),
        );
      }),
    settle: async (name, error) => {
      settlers.get(name)?.(error);
      // Everything that follows from it runs before the next macrotask.
      await new Promise((resolve) => setImmediate(resolve));
    },
  };
}

const invocation = (name: string, rest: string): string =>
  `  ${name}:\n    type: ncf:ActionInvocation\n${rest}`;
const plain = (name: string, params = "{}", options = ""): string =>
  invocation(
    name,
    `    properties: { actionName: ${name}, params: ${params} }\n${options === "" ? "" : `    options: ${options}\n`}`,
  );

describe("values", () => {
  const chain = load(`name: p
resources:
${plain("list")}
${invocation(
  "use",
  `    properties:
      actionName: use
      params:
        plain: 1
        first: "\${list.result.tables[0]}"
        text: "got \${list.result.count} in \${pulumi.stack}"
        json: { fn::toJSON: { all: "\${list.result.tables}" } }
        picked: { fn::select: [1, "\${list.result.tables}"] }`,
)}
outputs: { picked: { fn::select: [1, "\${list.result.tables}"] } }
`);

  test("outputs of a resource go through paths, strings and functions", async () => {
    const program = host({ list: { tables: ["users", "orders"], count: 2 } });
    expect(await runStack(chain, program)).toEqual({ outputs: { picked: "orders" } });
    expect(program.steps[1]?.properties["params"]).toEqual({
      plain: 1,
      first: "users",
      text: "got 2 in dev",
      json: '{"all":["users","orders"]}',
      picked: "orders",
    });
  });

  test("a secret part makes secret what is computed from it, and nothing else", async () => {
    const program = host({ list: { tables: ["users", new SecretValue("orders")], count: 2 } });
    expect((await runStack(chain, program)).outputs).toEqual({ picked: new SecretValue("orders") });
    expect(program.steps[1]?.properties["params"]).toEqual({
      plain: 1,
      first: "users",
      text: "got 2 in dev",
      json: new SecretValue('{"all":["users","orders"]}'),
      picked: new SecretValue("orders"),
    });
  });

  test("references to the previous run are passed on, and data that looks like one stays data", async () => {
    const file = load(`name: p
resources:
${plain("first")}
${invocation(
  "tenant",
  `    properties:
      actionName: register
      params: { name: "\${first.result.name}" }
      onDelete:
        actionName: drop
        params:
          id: "\${previous.result.ids[0]}"
          text: '\${first.result.name}-\${previous.params["a b"]}'
          secret: { fn::secret: "\${previous.result.token}" }
          written: "$\${previous.result.id}"
          list: ["\${first.result}"]`,
)}
`);
    const program = host({ first: { name: "${previous.params.dsn}" } });
    await runStack(file, program);
    expect(program.steps[1]?.properties).toMatchObject({
      params: { name: "${previous.params.dsn}" },
      onDelete: {
        actionName: "drop",
        params: {
          id: "${previous.result.ids[0]}",
          text: '$${previous.params.dsn}-${previous.params["a b"]}',
          secret: new SecretValue("${previous.result.token}"),
          written: "${previous.result.id}",
          list: [{ name: "$${previous.params.dsn}" }],
        },
      },
    });
  });

  test("an unknown secret stays both", async () => {
    const program = host({ list: new SecretValue(new UnknownValue("later")) });
    await runStack(chain, program);
    expect(program.steps[1]?.properties["params"]).toEqual({
      plain: 1,
      first: new SecretValue(new UnknownValue("${list.result.tables[0]}")),
      text: new SecretValue(new UnknownValue("got ${list.result.count} in ${pulumi.stack}")),
      json: new SecretValue(new UnknownValue("fn::toJSON({ all: ${list.result.tables} })")),
      picked: new SecretValue(new UnknownValue("fn::select([1, ${list.result.tables}])")),
    });
  });

  test("an output that the engine does not return is unknown in a preview, and null after a deployment", async () => {
    const file = load(`name: p\nresources:\n${plain("a")}\noutputs: { end: "\${a.end}" }\n`);
    expect((await runStack(file, host({}, { isPreview: true }))).outputs["end"]).toBeInstanceOf(UnknownValue);
    expect((await runStack(file, host())).outputs).toEqual({ end: null });
  });

  test("a part that the outputs do not have rejects with its place", async () => {
    const file = load(`name: p\nresources:\n${plain("a")}\noutputs: { x: "\${a.result.nothing}" }\n`);
    const run = runStack(file, host({ a: { other: 1 } }));
    await expect(run).rejects.toMatchObject({
      diagnostics: [
        {
          code: "NCF_STACK_PATH_IMPOSSIBLE",
          message: "the value has no nothing",
          file: "/s/stack.yaml",
          range: { start: { line: 7 } },
        },
      ],
    });
  });

  test("a part that only the prototype of an object has does not count", async () => {
    const file = load(`name: p\nresources:\n${plain("a")}\noutputs: { x: "\${a.result.constructor}" }\n`);
    await expect(runStack(file, host())).rejects.toThrow(/has no constructor/);
  });

  test("a schema file is inlined, and secret and unknown parts of a schema stay", async () => {
    const files = { "/s/schemas/a.json": '{ "type": "object" }' };
    const file = load(
      `name: p
resources:
${invocation("a", "    properties: { actionName: a, paramsSchema: { $ref: ./schemas/a.json } }")}
${invocation("b", "    properties: { actionName: b, resultSchema: { properties: { x: { $ref: ./schemas/a.json }, y: { const: { fn::secret: s } }, z: '${a.result}' } } }")}
`,
      files,
    );
    const readText = (path: string): string | undefined => files[path as keyof typeof files];
    const program = host({ a: new UnknownValue("later") }, { readText });
    await runStack(file, program);
    expect(program.steps[0]?.properties["paramsSchema"]).toEqual({ type: "object" });
    expect(program.steps[1]?.properties["resultSchema"]).toEqual({
      properties: {
        x: { $ref: "#/%24defs/schemas~1a.json" },
        y: { const: new SecretValue("s") },
        z: new UnknownValue("later"),
      },
      $defs: { "schemas/a.json": { type: "object" } },
    });
  });
});

describe("config", () => {
  const file = load(`name: p
config:
  count: { type: integer }
  dsn: { type: string, secret: true }
  release: { type: string }
outputs: { count: "\${count}", dsn: "to \${dsn}", release: "\${release}" }
`);

  test("is converted to its type, and secret where the file or the stack says so", async () => {
    const config = { count: "3", dsn: "x", release: new SecretValue("r1") };
    expect((await runStack(file, host({}, { config }))).outputs).toEqual({
      count: 3,
      dsn: new SecretValue("to x"),
      release: new SecretValue("r1"),
    });
  });

  test("that is missing or of another type rejects with all errors, and registers nothing", async () => {
    const error = await runStack(file, host({}, { config: { count: "many" } })).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      diagnostics: [
        { code: "NCF_STACK_CONFIG_INVALID", message: "count must be an integer" },
        { code: "NCF_STACK_CONFIG_INVALID", message: "dsn is required" },
        { code: "NCF_STACK_CONFIG_INVALID", message: "release is required" },
      ],
    });
    expect(String(error)).not.toContain("many");
  });
});

describe("each", () => {
  test("makes one resource per item, under names of their own, with dependencies on single items", async () => {
    const file = load(`name: p
resources:
${invocation("warm", `    each: { eu: 1, us: 2 }\n    properties: { actionName: warm, params: { k: "\${each.key}", v: "\${each.value}" } }`)}
${invocation("end", `    properties: { actionName: end, params: { eu: '\${warm["eu"].activationId}' } }\n    options: { dependsOn: ["\${warm.us}"], parent: "\${warm.eu}" }`)}
`);
    const program = host();
    await runStack(file, program);
    expect(program.steps.map(({ name, properties }) => [name, properties["params"]])).toEqual([
      ["warm-eu", { k: "eu", v: 1 }],
      ["warm-us", { k: "us", v: 2 }],
      ["end", { eu: "run of warm-eu" }],
    ]);
    expect(program.steps[2]).toMatchObject({
      propertyDependencies: { actionName: [], params: ["urn:warm-eu"] },
      dependsOn: ["urn:warm-us"],
      parent: "urn:warm-eu",
    });
  });

  const overConfig = load(
    `name: p\nconfig: { list: { type: array } }\nresources:\n${invocation("warm", "    each: ${list}\n    properties: { actionName: warm }")}\n`,
  );

  test("over a secret rejects, since its keys would be in the names", async () => {
    const config = { list: new SecretValue('["a"]') };
    await expect(runStack(overConfig, host({}, { config }))).rejects.toMatchObject({
      diagnostics: [{ code: "NCF_STACK_EACH_INVALID", range: { start: { line: 6 } } }],
    });
  });

  test("that makes a name which another resource has rejects", async () => {
    const file = load(
      `name: p\nconfig: { list: { type: object } }\nresources:\n${invocation("a", "    each: ${list}\n    properties: { actionName: a }")}\n${plain("a-x")}`,
    );
    await expect(runStack(file, host({}, { config: { list: '{"x":1}' } }))).rejects.toMatchObject({
      diagnostics: [{ code: "NCF_STACK_NAME_DUPLICATE" }],
    });
  });
});

describe("order", () => {
  test("independent resources start at once, and each other one when those it references are done", async () => {
    const program = slowHost();
    const run = runStack(
      load(`name: p
variables: { both: { a: "\${a.result}", b: "\${b.result}" } }
resources:
${plain("c", '{ of: "${both.a}" }')}
${plain("a")}
${plain("b")}
${plain("d", "{}", '{ dependsOn: ["${c}"] }')}
${plain("e")}
`),
      program,
    );
    expect(program.names()).toEqual(["a", "b", "e"]);
    await program.settle("a");
    expect(program.names()).toEqual(["a", "b", "e"]);
    await program.settle("b");
    expect(program.names()).toEqual(["a", "b", "e", "c"]);
    await program.settle("c");
    await program.settle("d");
    await program.settle("e");
    await run;
    // Through the variable, and of it only the part that is used.
    expect(program.steps[3]?.propertyDependencies).toEqual({ actionName: [], params: ["urn:a"] });
    expect(program.steps[4]?.dependsOn).toEqual(["urn:c"]);
  });

  test("a chain of many thousand variables is evaluated", async () => {
    const count = 5000;
    const lines = Array.from(
      { length: count },
      (_, at) => `  v${at}: ${at + 1 < count ? `\${v${at + 1}}` : "${a.result.n}"}`,
    );
    const file = load(
      `name: p\nvariables:\n${lines.join("\n")}\nresources:\n${plain("a")}\n${plain("b", '{ n: "${v0}" }')}outputs: { first: "\${v0}" }\n`,
    );
    const program = host({ a: { n: 7 } });
    expect((await runStack(file, program)).outputs).toEqual({ first: 7 });
    expect(program.steps[1]?.propertyDependencies["params"]).toEqual(["urn:a"]);
  });

  test("1,000 resources take well under a second to parse, check and run", async () => {
    const lines = Array.from({ length: 1000 }, (_, at) =>
      plain(`r${at}`, `{ at: ${at}, of: "${at >= 500 ? `\${r${at - 500}.result.n}` : "first"}" }`),
    );
    const begun = performance.now();
    const program = host();
    const file = load(`name: p\nresources:\n${lines.join("")}`);
    await runStack(file, {
      ...program,
      registerResource: async (step) => registered(step, { result: { n: 1 } }),
    });
    expect(performance.now() - begun).toBeLessThan(2000);
  });
});

describe("failures", () => {
  const file = load(`name: p
resources:
${plain("a")}
${plain("b")}
${plain("after", '{ of: "${a.result}" }')}
${plain("broken", '{ of: "${a.result.nothing}" }')}
`);

  test("the first rejected registration ends the run immediately, and nothing else starts", async () => {
    const program = slowHost();
    const run = runStack(file, program);
    run.catch(() => {});
    const dropped = new Error("Connection dropped");
    await program.settle("b", dropped);
    await expect(run).rejects.toBe(dropped);
    await program.settle("a", new Error("No connection established"));
    expect(program.names()).toEqual(["a", "b"]);
  });

  test("a value that cannot be evaluated starts nothing more, and waits for what is under way", async () => {
    const program = slowHost();
    let isSettled = false;
    const run = runStack(file, program).finally(() => {
      isSettled = true;
    });
    run.catch(() => {});
    await program.settle("a");
    expect(program.names()).toEqual(["a", "b", "after"]);
    await program.settle("after");
    expect(isSettled).toBe(false);
    await program.settle("b");
    await expect(run).rejects.toMatchObject({ diagnostics: [{ code: "NCF_STACK_PATH_IMPOSSIBLE" }] });
  });
});
