import { expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { ValueOps } from "../../../src/stack/run/valueOps.ts";
import type { ConfigDeclaration } from "../../../src/stack/language/declaration.ts";
import { runStack } from "../../../src/stack/run/runStack.ts";
import type { ResourceStep, StackHost } from "../../../src/stack/run/stackHost.ts";
import type { StackFile } from "../../../src/stack/language/stackFile.ts";
import { checkStackFile } from "../../../src/stack/run/checkStackFile.ts";

/** Stands for an output of the engine: a value that comes later, and may be secret. */
class Later {
  readonly value: unknown;
  readonly isSecret: boolean;
  constructor(value: unknown, isSecret = false) {
    this.value = value;
    this.isSecret = isSecret;
  }
}

const later: ValueOps = {
  isOpaque: (value) => value instanceof Later,
  secret: (value) => new Later(value instanceof Later ? value.value : value, true),
  combine: (values, compute) => {
    let isOpaque = false;
    let isSecret = false;
    const open = (value: unknown): unknown => {
      if (value instanceof Later) {
        isOpaque = true;
        isSecret ||= value.isSecret;
        return open(value.value);
      }
      if (Array.isArray(value)) return value.map(open);
      if (typeof value !== "object" || value === null) return value;
      return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, open(inner)]));
    };
    const result = compute(values.map(open));
    return isOpaque ? new Later(result, isSecret) : result;
  },
};

function load(text: string, files: Record<string, string> = {}): StackFile {
  const context = { readText: (path: string) => files[path], checkInputs: () => [] };
  const { file, diagnostics } = checkStackFile(text, "/s/stack.yaml", context);
  if (file === undefined) throw new Error(JSON.stringify(diagnostics));
  return file;
}

function host(
  results: Record<string, unknown>,
  extra: Partial<StackHost> = {},
): StackHost & { steps: ResourceStep[] } {
  const steps: ResourceStep[] = [];
  return {
    steps,
    algebra: later,
    pulumi: { project: "p", stack: "dev", organization: "org", cwd: "/s" },
    readText: () => undefined,
    readConfig: ({ default: fallback }: ConfigDeclaration) => fallback,
    openEach: () => {
      throw new NcfError("NCF_STACK_EACH_INVALID", { reason: "not known" });
    },
    createResource: (step) => {
      steps.push(step);
      return { result: new Later(results[step.name]), activationId: new Later(`id of ${step.name}`) };
    },
    ...extra,
  };
}

const invocation = (name: string, rest: string): string =>
  `  ${name}:\n    type: ncf:ActionInvocation\n${rest}`;

test("a value of the engine goes through paths, texts and functions, and the rest stays plain", () => {
  const file = load(
    `name: p
resources:
${invocation("list", "    properties: { actionName: list }")}
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
`,
  );
  const engine = host({ list: { tables: ["users", "orders"], count: 2 } });
  runStack(file, engine);
  expect(engine.steps.map(({ name }) => name)).toEqual(["list", "use"]);
  expect(engine.steps[1]?.properties).toEqual({
    actionName: "use",
    params: {
      plain: 1,
      first: new Later("users"),
      text: new Later("got 2 in dev"),
      json: new Later('{"all":["users","orders"]}'),
      picked: new Later("orders"),
    },
  });
});

test("a secret makes what is worked out of it secret, and nothing beside it", () => {
  const file = load(
    "name: p\nvariables:\n  s: { fn::secret: { user: u } }\noutputs: { a: 'x ${s.user}', b: open }\n",
  );
  expect(runStack(file, host({}))).toEqual({ a: new Later("x u", true), b: "open" });
});

test("a part that the engine's value does not have stops the run with a message", () => {
  const file = load(
    `name: p\nresources:\n${invocation("a", "    properties: { actionName: a }")}\noutputs: { x: "\${a.result.nothing}" }\n`,
  );
  expect(() => runStack(file, host({ a: { other: 1 } }))).toThrow(
    /NCF_STACK_PATH_IMPOSSIBLE: the value has no nothing/,
  );
});

test("a part that only an object's prototype has does not count", () => {
  const file = load(
    `name: p\nresources:\n${invocation("a", "    properties: { actionName: a }")}\noutputs: { x: "\${a.result.constructor}" }\n`,
  );
  expect(() => runStack(file, host({ a: {} }))).toThrow(/has no constructor/);
});

test("each makes one resource for an item, in order, under names of their own", () => {
  const file = load(
    `name: p\nresources:\n${invocation("warm", `    each: { eu: 1, us: 2 }\n    properties: { actionName: warm, params: { k: "\${each.key}", v: "\${each.value}" } }`)}
${invocation("end", `    properties: { actionName: end, params: { eu: '\${warm["eu"].activationId}' } }\n    options: { dependsOn: ["\${warm.us}"], parent: "\${warm.eu}" }`)}
`,
  );
  const made = new Map<string, object>();
  const engine = host({});
  runStack(file, {
    ...engine,
    createResource: (step) => {
      const resource = engine.createResource(step);
      made.set(step.name, resource);
      return resource;
    },
  });
  expect(engine.steps.map(({ name, properties }) => [name, properties["params"]])).toEqual([
    ["warm-eu", { k: "eu", v: 1 }],
    ["warm-us", { k: "us", v: 2 }],
    ["end", { eu: new Later("id of warm-eu") }],
  ]);
  expect(engine.steps[2]?.dependsOn).toEqual([made.get("warm-us")]);
  expect(engine.steps[2]?.parent).toBe(made.get("warm-eu"));
});

test("an each whose list comes later is the host's to open", () => {
  const file = load(
    `name: p\nconfig: { list: { type: array } }\nresources:\n${invocation("warm", "    each: ${list}\n    properties: { actionName: warm }")}\n`,
  );
  const secretList = { readConfig: () => new Later(["a"], true) };
  expect(() => runStack(file, host({}, secretList))).toThrow(/NCF_STACK_EACH_INVALID/);
});

test("a schema file that a schema names is read from beside the stack file", () => {
  const files = { "/s/schemas/a.json": '{ "type": "object" }' };
  const file = load(
    `name: p\nresources:\n${invocation("a", "    properties: { actionName: a, paramsSchema: { $ref: ./schemas/a.json } }")}\n`,
    files,
  );
  const engine = host({}, { readText: (path) => files[path as keyof typeof files] });
  runStack(file, engine);
  expect(engine.steps[0]?.properties["paramsSchema"]).toEqual({ type: "object" });
});
