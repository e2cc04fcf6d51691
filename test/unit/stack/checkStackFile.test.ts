import { expect, test } from "vitest";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import { parseStackFile } from "../../../src/stack/parse/parseStackFile.ts";
import { checkStackFile } from "../../../src/stack/run/checkStackFile.ts";
import type { PlanContext } from "../../../src/stack/run/planStack.ts";

const base: PlanContext = { readText: () => undefined, checkInputs: () => [] };

function check(text: string, context: Partial<PlanContext> = {}): ReturnType<typeof checkStackFile> {
  return checkStackFile(parseStackFile(text, "stack.yaml"), { ...base, ...context });
}

function codes(text: string, context: Partial<PlanContext> = {}): readonly string[] {
  return check(text, context).diagnostics.map(({ code }) => code);
}

const withConfig = `name: p
config:
  release: { type: string }
  count: { type: integer, default: 1 }
  token: { type: string, secret: true }
resources:
  a:
    type: ncf:ActionInvocation
    properties: { actionName: a, params: { release: "\${release}", count: "\${count}", token: "\${token}" } }
`;

test("config that is given takes the place of holes and defaults", () => {
  const { checked } = check(withConfig, {
    config: { release: "1.4", count: "3", token: "s3cret" },
    needsConfig: true,
  });
  expect(checked?.plan.steps[0]?.properties["params"]).toEqual({
    release: "1.4",
    count: 3,
    token: { $secret: true },
  });
});

test("missing config is unknown in a check, and an error before a run", () => {
  expect(codes(withConfig)).toEqual([]);
  const { diagnostics } = check(withConfig, { needsConfig: true });
  expect(diagnostics.map(({ message, hint }) => `${message}: ${hint}`)).toEqual([
    "release is required: set it with --config release=VALUE, or with ncf config set release VALUE",
    "token is required: set it with --secret token=VALUE, or with ncf config set token",
  ]);
});

test("config of another type than declared is an error without its value", () => {
  const { diagnostics } = check(withConfig, { config: { count: "s3cret" } });
  expect(diagnostics.map(({ code }) => code)).toEqual(["NCF_STACK_CONFIG_INVALID"]);
  expect(JSON.stringify(diagnostics)).not.toContain("s3cret");
});

test("the inputs that are checked hold secrets in clear and unknown parts as the engine's sentinel", () => {
  const seen: unknown[] = [];
  check(withConfig, {
    config: { token: "s3cret" },
    checkInputs: (inputs) => {
      seen.push(inputs["params"]);
      return [];
    },
  });
  expect(seen).toEqual([{ release: unknownValue, count: 1, token: "s3cret" }]);
});

test("a problem of an input points at the value that it is about", () => {
  const text = withConfig.replace("actionName: a,", "actionName: a, retry: { attempts: 3 },");
  const problem = {
    code: "NCF_INPUT_INVALID",
    pointer: "/retry/attempts",
    reason: "retry is odd",
    hint: "be even",
  } as const;
  const [diagnostic] = check(text, { checkInputs: () => [problem] }).diagnostics;
  expect(diagnostic).toMatchObject({
    code: "NCF_INPUT_INVALID",
    message: "a: retry is odd",
    hint: "be even",
  });
  expect(text.slice(diagnostic?.range.start.offset, diagnostic?.range.end.offset)).toBe("3");
});

test("every circular dependency is reported, each with all its members", () => {
  const { diagnostics } = check(
    'name: p\nvariables:\n  a: ${b}\n  b: ${a}\n  c: ${d}\n  d: ["${e}"]\n  e: ${c}\n',
  );
  expect(diagnostics.map(({ message }) => message)).toEqual([
    "circular dependency: a → b → a",
    "circular dependency: c → d → e → c",
  ]);
});

test("a chain of many thousand declarations is ordered", () => {
  const count = 5000;
  const lines = Array.from(
    { length: count },
    (_, at) => `  v${at}: ${at + 1 < count ? `\${v${at + 1}}` : "end"}`,
  );
  expect(
    check(`name: p\nvariables:\n${lines.join("\n")}\noutputs: { first: "\${v0}" }\n`).checked?.plan.outputs,
  ).toEqual({ first: "end" });
});

test("a mistyped section still declares its names", () => {
  const text = withConfig.replace("config:", "confg:");
  expect(codes(text)).toEqual(["NCF_STACK_KEY_UNKNOWN"]);
});

test("a resource of an unknown type does not make the references to it wrong", () => {
  const text = `${withConfig.replace("ncf:ActionInvocation", "ncf:ActionInvokation")}outputs: { x: "\${a.result.y}" }\n`;
  expect(codes(text)).toEqual(["NCF_STACK_TYPE"]);
});

test("a file whose YAML is nested beyond all measure is refused and not a crash", () => {
  expect(codes(`name: p\nvariables: { a: ${"[".repeat(20_000)} }\n`)).toContain("NCF_STACK_SYNTAX");
});

test("keys that objects have of themselves are names like any other", () => {
  const text =
    "name: p\nvariables: { constructor: 1, __proto__: 2, toString: 3 }\noutputs: { a: '${constructor}', b: '${__proto__}', c: '${toString}' }\n";
  expect(check(text).checked?.plan.outputs).toEqual({ a: 1, b: 2, c: 3 });
  expect(codes("name: p\nconstructor: 1\n")).toEqual(["NCF_STACK_KEY_UNKNOWN"]);
});

test("a resource with the same error does not count as a second failure", () => {
  const wrong = "    type: ncf:ActionInvocation\n    properties: { actionName: a, trigers: [] }\n";
  expect(codes(`name: p\nresources:\n  a:\n${wrong}  b:\n${wrong}`)).toEqual([
    "NCF_STACK_KEY_UNKNOWN",
    "NCF_STACK_KEY_UNKNOWN",
  ]);
});

test("a circular dependency does not hide the mistakes of other resources, nor of its own", () => {
  const seen: unknown[] = [];
  const text = `name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: a, params: { x: "\${b.result}" } } }
  b: { type: ncf:ActionInvocation, properties: { actionName: b, params: { x: "\${a.result}" } } }
  c: { type: ncf:ActionInvocation, properties: { actionName: c, paramsSchema: { $ref: ./none.json } } }
`;
  const checkInputs: PlanContext["checkInputs"] = (inputs) => {
    seen.push(inputs["actionName"]);
    return [];
  };
  expect(codes(text, { checkInputs })).toEqual(["NCF_STACK_CYCLE", "NCF_SCHEMA_INVALID"]);
  expect(seen).toEqual(expect.arrayContaining(["a", "b"]));
});
