import { array, assert, nat, oneof, property, string, stringMatching } from "fast-check";
import { expect, test } from "vitest";
import { type Expression, expressionText } from "../../../src/stack/language/expression.ts";
import { parseExpression } from "../../../src/stack/parse/parseExpression.ts";
import { readNodes } from "../../../src/stack/parse/readNodes.ts";
import type { DiagnosticDraft } from "../../../src/stack/parse/report.ts";
import { sourceText } from "../../../src/stack/parse/sourceText.ts";

function parse(yaml: string): {
  expression: Expression;
  findings: DiagnosticDraft[];
  textAt: (finding: { range: DiagnosticDraft["range"] }) => string;
} {
  const source = sourceText(yaml);
  const findings: DiagnosticDraft[] = [];
  const report = (finding: DiagnosticDraft): void => void findings.push(finding);
  const node = readNodes(source, report);
  if (node === undefined) throw new Error(`unreadable: ${yaml}`);
  const expression = parseExpression(node, source, report);
  return { expression, findings, textAt: ({ range }) => yaml.slice(range.start.offset, range.end.offset) };
}

test("a text that is one reference is a reference, with its keys and indexes", () => {
  const { expression } = parse('${a.b-c[0]["d.e"]["say \\"hi\\""]}\n');
  expect(expression).toMatchObject({
    kind: "reference",
    reference: { root: "a", path: [{ step: "b-c" }, { step: 0 }, { step: "d.e" }, { step: 'say "hi"' }] },
  });
});

test("a root may stand in brackets", () => {
  expect(parse('${["a b"].c}').expression).toMatchObject({
    reference: { root: "a b", path: [{ step: "c" }] },
  });
});

test("text around a reference makes a string", () => {
  expect(parse("x ${a} y").expression).toMatchObject({
    kind: "interpolation",
    parts: ["x ", { root: "a" }, " y"],
  });
});

test("a doubled dollar is a dollar, and a lone one stays", () => {
  expect(parse("$${a} costs $5 $").expression).toMatchObject({ kind: "literal", value: "${a} costs $5 $" });
});

test.each([
  ["plain", "x ${name.key} y"],
  ["double quotes", '"x ${name.key} y"'],
  ["escapes before it", '"\\t\\u0041 ${name.key} y"'],
  ["single quotes", "'it''s ${name.key} y'"],
  ["a literal block", "|\n  one $$ two\n  ${other} ${name.key}\n"],
  ["a folded block", ">\n  one\n  two ${name.key}\n"],
])("finds the place of a key in %s", (_, yaml) => {
  const { expression, textAt } = parse(yaml);
  if (expression.kind !== "interpolation") throw new Error(expression.kind);
  const reference = expression.parts.findLast((part) => typeof part !== "string");
  if (reference === undefined) throw new Error("no reference");
  expect(textAt(reference)).toBe("${name.key}");
  expect(textAt({ range: reference.rootRange })).toBe("name");
  expect(reference.path.map(textAt)).toEqual(["key"]);
});

test.each([
  "${",
  "${}",
  "${a",
  "${a b}",
  "${a.}",
  "${.a}",
  "${a..b}",
  "${a[b]}",
  "${a[-1]}",
  "${a['b']}",
  "${a+1}",
  "${a[0}",
  "${[0]}",
  "${a[9007199254740993]}",
  '${a["b\\"]}',
])("refuses %s once, with its place", (text) => {
  const { findings, textAt } = parse(JSON.stringify(text));
  expect(findings.map(({ code }) => code)).toEqual(["NCF_STACK_EXPRESSION"]);
  expect(findings.map(textAt)).toEqual([JSON.stringify(text).slice(1, -1)]);
});

test("any text without a dollar sign is literal", () => {
  assert(
    property(
      string().filter((text) => !text.includes("$")),
      (text) => {
        expect(parse(JSON.stringify(text)).expression).toMatchObject({ kind: "literal", value: text });
      },
    ),
  );
});

test("a reference that is written back reads the same", () => {
  const key = stringMatching(/^[^"\\$\n\r\t]{1,8}$/).filter((text) => text.trim() === text);
  assert(
    property(
      stringMatching(/^[a-z_][a-z0-9_-]{0,5}$/),
      array(oneof(key, nat(99)), { maxLength: 4 }),
      (root, steps) => {
        const text = `\${${root}${steps.map((step) => (typeof step === "number" ? `[${step}]` : `["${step}"]`)).join("")}}`;
        const first = parse(JSON.stringify(text)).expression;
        const again = parse(JSON.stringify(expressionText(first))).expression;
        expect(again).toMatchObject({
          kind: "reference",
          reference: { root, path: steps.map((step) => ({ step })) },
        });
      },
    ),
  );
});

test.each(['${["a b"].c}', '${a["b\\c"]}', '${a["b\\\\\"c"]}', '${toString["]"]}'])(
  "%s is written back as it is",
  (text) => {
    const { expression, findings } = parse(JSON.stringify(text));
    expect(findings).toEqual([]);
    expect(expressionText(expression)).toBe(text);
  },
);

test("a key with single quotes has its whole place in a string with single quotes", () => {
  const { expression, textAt } = parse(`'\${a["it''s"].b} x'`);
  if (expression.kind !== "interpolation") throw new Error(expression.kind);
  const [reference] = expression.parts;
  if (typeof reference !== "object") throw new Error("no reference");
  expect(textAt(reference)).toBe(`\${a["it''s"].b}`);
  expect(reference.path.map(textAt)).toEqual([`["it''s"]`, "b"]);
});

test("a call has its name and argument", () => {
  expect(parse('fn::join: [",", [a, "${b}"]]').expression).toMatchObject({
    kind: "call",
    name: "join",
    argument: { kind: "array", items: [{ value: "," }, { kind: "array" }] },
  });
});
