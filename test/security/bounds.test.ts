import { describe, expect, test } from "vitest";
import { checkParams, checkResult } from "../../src/invocation/checkParams.ts";
import { readInputs } from "../../src/invocation/readInputs.ts";
import type { Json, JsonObject } from "../../src/model/json.ts";
import { compileSchema } from "../../src/schema/compileSchema.ts";
import { linearPattern } from "../../src/schema/linearPattern.ts";
import { ncf } from "../unit/cli/captured.ts";
import { callWith, checkText } from "./stackText.ts";

/** Processor time of this process, which other programs on the machine do not lengthen. */
const allowedMs = 1500;

function bounded<T>(work: () => T): T {
  const begun = process.cpuUsage();
  const result = work();
  const { user, system } = process.cpuUsage(begun);
  expect((user + system) / 1000).toBeLessThan(allowedMs);
  return result;
}

const codesOf = (issues: readonly { readonly code: string }[]): readonly string[] => [
  ...new Set(issues.map(({ code }) => code)),
];
const deep = (levels: number, wrap: (inner: Json) => Json): Json => {
  let value: Json = {};
  for (let at = 0; at < levels; at += 1) value = wrap(value);
  return value;
};

describe("a pattern of a schema", () => {
  const schema = { properties: { v: { type: "string", pattern: "^(a+)+$" } } };

  test("that would run for years ends at once", () => {
    const params = { v: `${"a".repeat(1_000_000)}b` };
    expect(codesOf(bounded(() => checkParams(params, schema)))).toEqual(["NCF_PARAMS_INVALID"]);
    expect(bounded(() => checkParams({ v: "aaa" }, schema))).toEqual([]);
  });

  test("for keys that would run for years ends at once", () => {
    const keys = { patternProperties: { "^(a+)+$": false } };
    expect(bounded(() => checkParams({ [`${"a".repeat(10_000)}b`]: 1 }, keys))).toEqual([]);
    const text = `name: p
resources:
  a: { type: ncf:ActionInvocation, properties: { actionName: a, resultSchema: { patternProperties: { "^(a+)+$": true } } } }
outputs: { r: "\${a.result.${"a".repeat(50)}_}" }
`;
    expect(bounded(() => checkText(text).diagnostics)).toEqual([]);
  });

  test.each(["^(?!x)y$", "^(?<=x)y$", String.raw`^(a)\1$`, "^a{2000}$", "^(a$"])(
    "that cannot take linear time is refused at its place: %s",
    (pattern) => {
      const issues = checkParams({}, { properties: { v: { pattern } } });
      expect(codesOf(issues)).toEqual(["NCF_SCHEMA_INVALID"]);
      expect(issues[0]?.reason).toContain('"/properties/v": pattern: ');
    },
  );

  test("means what it means in ECMAScript", () => {
    const texts = [
      "a",
      "A",
      "7",
      "٣",
      "ä",
      "α",
      " ",
      "\u00a0",
      "\u2028",
      "\n",
      "\r",
      "a\n",
      "😀",
      "-",
      "_",
      "",
      "a-b",
      "]",
      ".",
    ];
    const patterns = [
      "^.$",
      "^[^]$",
      String.raw`^\s$`,
      String.raw`^[\s-]$`,
      String.raw`^\S$`,
      String.raw`^\w$`,
      String.raw`^\d$`,
      String.raw`^\p{L}$`,
      String.raw`^\p{Letter}$`,
      String.raw`^\p{Script=Greek}$`,
      String.raw`^\P{Lu}$`,
      String.raw`^[\w\-.]+$`,
      String.raw`^\u0061$`,
      String.raw`^\u{61}$`,
      String.raw`^\ud83d\ude00$`,
      "^[😀-😂]$",
      String.raw`^a\/?b?$`,
      "a$",
      "^(?<name>a|b)$",
      String.raw`\bb\b`,
      String.raw`^\.$`,
      "^$",
      String.raw`^[\]]$`,
    ];
    for (const pattern of patterns) {
      const own = texts.filter((text) => linearPattern(pattern).test(text));
      expect({ pattern, own }).toEqual({
        pattern,
        own: texts.filter((text) => new RegExp(pattern, "u").test(text)),
      });
    }
  });

  test("too large for its text is refused instead of running on, and a result that ran is kept", () => {
    const slow = { properties: { v: { pattern: "^(a[ab]{300}b|b[ab]{301}a){3}c$" } } };
    const value = { v: "ab".repeat(400_000) };
    expect(codesOf(bounded(() => checkParams(value, slow)))).toEqual(["NCF_SCHEMA_INVALID"]);
    const action = { packageName: "-", actionName: "a" };
    expect(bounded(() => checkResult({ action, resultSchema: slow }, value))?.code).toBe(
      "NCF_RESULT_INVALID",
    );
  });
});

describe("a schema that would never be done is refused", () => {
  const rings: Readonly<Record<string, JsonObject>> = {
    "that is itself": { $ref: "#" },
    "that is a ring of two": {
      $ref: "#/$defs/a",
      $defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
    },
    "that is itself in allOf": { allOf: [{ $ref: "#" }] },
    "that is not itself": { not: { $ref: "#" } },
    "that nests 20,000 deep": deep(20_000, (inner) => ({ properties: { a: inner } })) as JsonObject,
    "that nests 1,000 deep in not": deep(1000, (inner) => ({ not: inner })) as JsonObject,
    "with a chain of 20,000 references": {
      $ref: "#/$defs/d0",
      $defs: Object.fromEntries(
        Array.from({ length: 20_000 }, (_, at) => [
          `d${at}`,
          at < 19_999 ? { $ref: `#/$defs/d${at + 1}` } : {},
        ]),
      ),
    },
  };

  test.each(Object.entries(rings))("%s", (_how, schema) => {
    expect(codesOf(bounded(() => checkParams({ a: 1 }, schema)))).toEqual(["NCF_SCHEMA_INVALID"]);
  });

  test("and a schema of trees is not", () => {
    const tree = { properties: { left: { $ref: "#" }, right: { $ref: "#" } }, required: ["left"] };
    expect(compileSchema(tree).check({ left: { left: 1 } })).toEqual([]);
    expect(compileSchema(tree).check({ left: {} })).toHaveLength(1);
  });

  test("in a file as well", () => {
    const file = JSON.stringify(deep(300, (inner) => ({ not: inner })));
    const text = callWith("{}, paramsSchema: { $ref: ./deep.json }");
    const { diagnostics } = bounded(() => checkText(text, { readText: () => file }));
    expect(codesOf(diagnostics)).toEqual(["NCF_SCHEMA_INVALID"]);
  });
});

describe("values of any size end in time", () => {
  test("params that nest 20,000 deep", () => {
    const params = deep(20_000, (inner) => ({ a: inner }));
    expect(codesOf(bounded(() => readInputs({ actionName: "a", params })).issues)).toEqual([
      "NCF_PARAMS_NOT_JSON",
    ]);
  });

  test("config that nests 20,000 deep", () => {
    const text = 'name: p\nconfig: { c: { type: array } }\noutputs: { c: "${c}" }\n';
    const c = "[".repeat(20_000) + "]".repeat(20_000);
    expect(codesOf(bounded(() => checkText(text, { config: { c } })).diagnostics)).toEqual([
      "NCF_STACK_CONFIG_INVALID",
    ]);
  });

  test("100,000 objects that must differ", () => {
    const items = Array.from({ length: 100_000 }, (_, n) => ({ n }));
    expect(bounded(() => compileSchema({ uniqueItems: true }).check(items))).toEqual([]);
    expect(compileSchema({ uniqueItems: true }).check([...items, { n: 7 }])).toMatchObject([
      { rule: "uniqueItems" },
    ]);
  });
});

describe("a text of any form ends in time", () => {
  const many = 20_000;
  const texts: Readonly<Record<string, readonly [text: string, codes: readonly string[]]>> = {
    "20,000 references in one string": [
      `name: p\nvariables: { x: 1 }\noutputs: { t: "\\t${"${x} ".repeat(many)}" }\n`,
      [],
    ],
    "20,000 references in a block": [
      `name: p\nvariables: { x: 1 }\noutputs:\n  t: |\n${"    ${x}\n".repeat(many)}`,
      [],
    ],
    "20,000 unknown names": [
      `name: p\noutputs: { t: "${Array.from({ length: many }, (_, at) => `\${r${at}}`).join(" ")}" }\n`,
      ["NCF_STACK_REFERENCE_UNKNOWN"],
    ],
    "20,000 syntax errors": [
      `name: p\noutputs: { t: "${"${a b} ".repeat(many)}" }\n`,
      ["NCF_STACK_EXPRESSION"],
    ],
    "20,000 expressions without an end": [
      `name: p\noutputs: { t: "${"${ ".repeat(many)}" }\n`,
      ["NCF_STACK_EXPRESSION"],
    ],
    "50,000 brackets": ["[".repeat(50_000), ["NCF_STACK_SYNTAX"]],
    "50,000 pairs of brackets": [`a: ${"[".repeat(50_000)}${"]".repeat(50_000)}\n`, ["NCF_STACK_SYNTAX"]],
    "50,000 braces": [`${"{a: ".repeat(50_000)}1${"}".repeat(50_000)}`, ["NCF_STACK_SYNTAX"]],
    "50,000 open braces": ["{".repeat(50_000), ["NCF_STACK_SYNTAX"]],
    "50,000 dashes": [`${"- ".repeat(50_000)}a`, ["NCF_STACK_SYNTAX"]],
    "a path of 20,000 steps": [
      `${callWith("{}").trimEnd()}\n`.replace("${a.result}", `\${a.result${".x".repeat(many)}}`),
      ["NCF_STACK_EXPRESSION"],
    ],
  };

  test.each(Object.entries(texts))("%s", (_what, [text, codes]) => {
    expect(codesOf(bounded(() => checkText(text)).diagnostics)).toEqual(codes);
  });

  test("brackets in strings and blocks do not count", () => {
    const text = `name: p\noutputs:\n  a: "${"[{".repeat(500)}"\n  b: |\n    ${"[ - ".repeat(500)}\n  c: [${"[1], ".repeat(300)}]\n`;
    expect(checkText(text).diagnostics).toEqual([]);
  });

  test("20,000 mistakes on one line are printed in time", async () => {
    const files = { "stack.yaml": `name: p\noutputs: { t: "${"${nope} ".repeat(many)}" }\n` };
    const begun = process.cpuUsage();
    const { code, out } = await ncf(["validate", "stack.yaml"], { files });
    const { user, system } = process.cpuUsage(begun);
    expect(code).toBe(2);
    expect(out).toContain("20000 mistakes");
    expect((user + system) / 1000).toBeLessThan(4 * allowedMs);
  });
});
