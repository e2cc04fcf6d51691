import { describe, expect, it } from "vitest";

import { compileSchema } from "../../../src/schema/compileSchema.ts";
import { when } from "./when.ts";

const draft07 = "http://json-schema.org/draft-07/schema#";
const draft2020 = "https://json-schema.org/draft/2020-12/schema";

describe("compileSchema", () => {
  it("reports each failure with pointer, rule, words and the schema's description, in order", () => {
    const schema = {
      properties: {
        size: { enum: ["small", "large"], description: "size of the database" },
        name: { type: "string", description: "name of the database" },
      },
      required: ["name"],
      additionalProperties: false,
    };
    expect(compileSchema(schema).check({ size: "SECRET", sise: 1 })).toEqual([
      {
        pointer: "",
        rule: "required",
        expected: 'must have the key "name"',
        description: "name of the database",
      },
      {
        pointer: "",
        rule: "additionalProperties",
        expected: 'must not have the key "sise"; did you mean "size"?',
      },
      {
        pointer: "/size",
        rule: "enum",
        expected: 'must be one of "small", "large"',
        description: "size of the database",
      },
    ]);
  });

  const told: readonly [schema: unknown, value: unknown, rule: string, expected: string][] = [
    [{ const: 1 }, "SECRET", "const", "must be 1"],
    [{ type: "integer" }, "SECRET", "type", "must be integer"],
    [{ format: "date" }, "SECRET", "format", 'must match format "date"'],
    [{ pattern: "^x$" }, "SECRET", "pattern", 'must match pattern "^x$"'],
    [{ uniqueItems: true }, ["SECRET", "SECRET"], "uniqueItems", "must not have duplicate items"],
    [false, "SECRET", "false schema", "must not be present"],
    [{ not: { type: "string" } }, "SECRET", "not", "must not match the schema under not"],
    [
      { anyOf: [{ type: "null" }, { items: { type: "integer" } }] },
      ["SECRET"],
      "anyOf",
      "must be null, or /0 must be integer",
    ],
    [
      { oneOf: [true, { type: "string" }] },
      "SECRET",
      "oneOf",
      "must match exactly one of the alternatives, but matches several",
    ],
    [when(true, { maxLength: 1 }, true), "SECRET", "maxLength", "must NOT have more than 1 characters"],
    [
      { propertyNames: { maxLength: 1 } },
      { key: 1 },
      "propertyNames",
      'must not have the key "key": a key must NOT have more than 1 characters',
    ],
    [
      { dependentRequired: { a: ["b"] } },
      { a: 1 },
      "dependentRequired",
      'must have the key "b", because "a" is present',
    ],
    [{ contains: { type: "null" } }, ["SECRET"], "contains", "must contain at least 1 valid item(s)"],
  ];
  it.each(told)("tells in words, without the value, how %j fails", (schema, value, rule, expected) => {
    const failures = compileSchema(schema).check(value);
    expect(failures.map((one) => [one.rule, one.expected])).toEqual([[rule, expected]]);
    expect(JSON.stringify(failures)).not.toContain("SECRET");
  });

  it("tells a failure once, though two schemas ask for the same", () => {
    expect(compileSchema({ allOf: [{ minimum: 2 }, { minimum: 2 }] }).check(1)).toHaveLength(1);
  });

  it("keeps a failure beside the alternatives out of their words", () => {
    const schema = { required: ["b"], anyOf: [{ required: ["c"] }, { required: ["d"] }] };
    expect(compileSchema(schema).check({})).toHaveLength(2);
  });

  const refused: readonly [why: string, schema: unknown, reason: string][] = [
    ["that is a number", 1, "it must be an object or a boolean"],
    ["that is a list", [], "it must be an object or a boolean"],
    [
      "with a typing mistake",
      { items: { propertes: {} } },
      '"/items": unknown keyword "propertes"; did you mean "properties"?',
    ],
    ["with a remote reference", { $ref: "https://example.com/a.json" }, "https://example.com/a.json"],
    [
      "with a reference to nowhere",
      { items: { $ref: "#/$defs/a" } },
      '"/items": $ref "#/$defs/a" is not defined',
    ],
    ["with a type that does not exist", { type: "strin" }, '"/type": must be one of'],
    ["of an unknown draft", { $schema: "http://json-schema.org/draft-04/schema#" }, "unsupported draft"],
    ["with an unknown draft inside", { $defs: { a: { $schema: "urn:x" } } }, 'unsupported draft "urn:x"'],
    ["with a pattern that is none", { pattern: "(" }, "Invalid regular expression"],
    ["with an unknown format", { format: "colour" }, 'unknown format "colour"'],
    ["with a keyword of the newer draft", { $schema: draft07, prefixItems: [true] }, "prefixItems"],
  ];
  it.each(refused)("refuses a schema %s", (_why, schema, reason) => {
    expect(() => compileSchema(schema)).toThrow(
      expect.objectContaining({ code: "NCF_SCHEMA_INVALID", reason: expect.stringContaining(reason) }),
    );
  });

  it("refuses a schema with a cycle", () => {
    const schema: { items?: unknown } = {};
    schema.items = schema;
    expect(() => compileSchema(schema)).toThrow("NCF_SCHEMA_INVALID");
  });

  it("takes both drafts, definitions in either, and annotations of the user's own", () => {
    for (const $schema of [draft07, draft07.slice(0, -1), draft2020]) {
      const schema = {
        $schema,
        definitions: { a: { type: "integer", "x-unit": "ms", example: 1 } },
        properties: { a: { $ref: "#/definitions/a" } },
      };
      expect(compileSchema(schema).check({ a: "1" })).toHaveLength(1);
      expect(compileSchema(schema).check({ a: 1 })).toEqual([]);
    }
  });

  it("takes references by anchor and by an $id inside", () => {
    const schema = {
      $id: "https://example.com/root",
      $defs: { a: { $anchor: "a", type: "null" }, b: { $id: "b", type: "integer" } },
      prefixItems: [{ $ref: "#a" }, { $ref: "b" }],
    };
    expect(
      compileSchema(schema)
        .check([1, null])
        .map(({ pointer }) => pointer),
    ).toEqual(["/0", "/1"]);
  });

  it("checks a condition beside patterns for keys", () => {
    const then = { additionalProperties: false };
    const schema = {
      patternProperties: { "^a": true },
      ...(when({ minProperties: 2 }, then, true) as object),
    };
    expect(compileSchema(schema).check({ a: 1 })).toEqual([]);
    expect(() => compileSchema({ ...schema, unevaluatedProperties: false }).check({ a: 1 })).toThrow(
      "NCF_SCHEMA_INVALID",
    );
  });

  it("gives equal schemas the same compiled one", () => {
    expect(compileSchema({ type: "null", title: "a" })).toBe(compileSchema({ title: "a", type: "null" }));
  });

  it("compiles two schemas with the same $id", () => {
    const $id = "https://example.com/same";
    expect(compileSchema({ $id, type: "null" }).check(1)).toHaveLength(1);
    expect(compileSchema({ $id, type: "integer" }).check(1)).toEqual([]);
  });
});
