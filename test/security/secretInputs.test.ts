import { describe, expect, test } from "vitest";
import { inputIssues } from "../../src/check/inputIssues.ts";
import { formatDiagnostic } from "../../src/diagnostics/diagnostic.ts";
import { parseStackFile } from "../../src/stack/parse/parseStackFile.ts";
import { checkStackFile } from "../../src/stack/run/checkStackFile.ts";

/** Returns what `ncf validate` prints of a stack file. */
function validated(text: string, config: Readonly<Record<string, string>> = {}): readonly string[] {
  const file = parseStackFile(text, "stack.yaml");
  const { diagnostics } = checkStackFile(file, {
    readText: () => undefined,
    checkInputs: (inputs, resource) => inputIssues(inputs, resource, {}),
    config,
  });
  return [...file.warnings, ...diagnostics].map((one) => formatDiagnostic(one, file.secrets.shownText));
}

const resource = (properties: string, type = "ncf:ActionInvocation"): string => `name: p
config:
  pw: { type: string, secret: true }
resources:
  one: { type: "${type}", properties: { ${properties} } }
`;
const canary = "canary-5c0ffee";

describe("a secret in an input other than params and triggers", () => {
  test.each([
    ["actionName", 'actionName: "${pw}"'],
    ["packageName", 'actionName: a, packageName: "${pw}"'],
    ["actionName", 'actionName: "db-${pw}"'],
    ["region", 'actionName: a, region: "${pw}"'],
    ["endpoint", 'actionName: a, endpoint: "https://${pw}"'],
    ["waitFor", 'actionName: a, waitFor: "${pw}"'],
    ["idempotencyParam", 'actionName: a, idempotencyParam: "${pw}"'],
    ["retry.budget", 'actionName: a, retry: { budget: "${pw}" }'],
    ["paramsSchema.title", 'actionName: a, paramsSchema: { title: "${pw}" }'],
    ["onDelete.actionName", 'actionName: a, onDelete: { actionName: "${pw}", params: { pw: "${pw}" } }'],
  ])("is refused at its place, without the value: %s", (place, properties) => {
    const printed = validated(resource(properties), { pw: canary });
    expect(printed).toHaveLength(1);
    expect(printed[0]).toContain(`NCF_INPUT_INVALID: one: ${place} must not be secret`);
    expect(printed[0]).toMatch(/--> stack\.yaml:5:\d+/);
    expect(printed[0]).not.toContain(canary);
  });

  test("is refused before its value is known", () => {
    expect(validated(resource('actionName: "${pw}"'))).toEqual([
      expect.stringContaining("one: actionName must not be secret"),
    ]);
  });

  test("is refused in a check", () => {
    const printed = validated(resource('actionName: a, every: "${pw}"', "ncf:ActionCheck"), { pw: canary });
    expect(printed).toEqual([expect.stringContaining("one: every must not be secret")]);
  });

  test("is no mistake in params and triggers, of the resource and of its onUpdate and onDelete", () => {
    const params = '{ pw: "${pw}", list: [{ fn::secret: abc }] }';
    const text = resource(
      `actionName: a, params: ${params}, triggers: ["\${pw}"], onUpdate: { actionName: b, params: ${params} }, onDelete: { actionName: b, params: ${params} }`,
    );
    expect(validated(text, { pw: canary })).toEqual([]);
  });
});

describe("a secret that is written out in the stack file", () => {
  const frame = (printed: readonly string[]): string => {
    expect(printed.length).toBeGreaterThan(0);
    return printed.join("\n");
  };

  test.each([
    [
      "on the line of another mistake",
      resource(`actionName: a, params: { pw: { fn::secret: ${canary} } }, nosuch: 1`),
    ],
    ["itself the mistake", resource(`actionName: { fn::secret: ${canary} }`)],
    ["inside a bigger text", resource(`actionName: { fn::secret: "postgres://u:${canary}@h" }`)],
    ["in an object", resource(`actionName: { fn::secret: { a: [${canary}] } }`)],
    ["as a key of an object", resource(`actionName: { fn::secret: { "${canary}": 1 } }`)],
    [
      "as the default of a secret config entry",
      `name: p\nconfig: { pw: { type: array, secret: true, default: ${canary} } }\n`,
    ],
    ["in a file with a syntax error", `name: p\nvariables:\n  pw: { fn::secret: ${canary} \nresources: {}\n`],
    ["below a key that is there twice", resource(`actionName: { fn::secret: x, fn::secret: ${canary} }`)],
    [
      "as an anchor",
      `name: p\nvariables:\n  a: &a ${canary}\n  b: { fn::secret: *a, c: 1 }\n  ${canary.slice(0, 2)}: &a { fn::secret: *a }\n`,
    ],
    [
      "over several lines",
      `name: p\nvariables:\n  pw:\n    fn::secret: |\n      ${canary}\n      more\n    other: 1\n`,
    ],
    ["that nothing can read", `name: p\nvariables:\n  pw:\n    fn::secret: "${canary}\n    other: ]\n`],
  ])("is masked in messages and code frames: %s", (_what, text) => {
    expect(frame(validated(text))).not.toContain(canary);
  });

  test("is masked so that the carets still point at the place, and references stay", () => {
    const printed = frame(
      validated(resource('actionName: a, params: { pw: { fn::secret: "hunter2 ${nosuch}" } }')),
    );
    const [, , , line = "", carets = ""] = printed.split("\n");
    expect(line).toContain("fn::secret: *********${nosuch}*");
    expect(line.slice(carets.indexOf("^"))).toMatch(/^(?:\$\{)?nosuch/);
  });

  test("is masked where a function refuses it", () => {
    const text = `name: p
config: { pw: { type: string, secret: true } }
variables: { file: { fn::readFile: "\${pw}" } }
resources: {}
`;
    const printed = frame(validated(text, { pw: canary }));
    expect(printed).toContain("NCF_STACK_FUNCTION: fn::readFile: the file [secret] does not exist");
    expect(printed).not.toContain(canary);
  });

  test("of fewer than four characters is masked in its own message too", () => {
    expect(frame(validated(resource("actionName: a, timeout: { fn::secret: -77 }")))).not.toContain("77");
  });
});
