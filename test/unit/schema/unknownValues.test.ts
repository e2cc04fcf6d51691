import * as fc from "fast-check";
import { describe, expect, it } from "vitest";

import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { SchemaFailure } from "../../../src/schema/failures.ts";
import type { Json } from "../../../src/model/json.ts";
import { compileSchema } from "../../../src/schema/compileSchema.ts";
import type { JsonSchema } from "../../../src/schema/jsonSchema.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import { when } from "./when.ts";

const u = unknownValue;
const rulesOf = (schema: unknown, value: unknown): readonly string[] =>
  compileSchema(schema)
    .check(value)
    .map(({ pointer, rule }) => `${pointer} ${rule}`);

const aIs1: JsonSchema = { properties: { a: { const: 1 } } };

const key = fc.constantFrom("a", "b");
const scalar = fc.constantFrom<Json>(0, 1, "x", null);
const { value: jsonValue } = fc.letrec<{ value: Json }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    scalar,
    fc.array(tie("value"), { maxLength: 2 }),
    fc.dictionary(key, tie("value"), { maxKeys: 2, noNullPrototype: true }),
  ),
}));

const small = fc.integer({ min: 0, max: 2 });
const { schema: innerSchema } = fc.letrec<{
  schema: JsonSchema;
  list: JsonSchema[];
  map: Record<string, JsonSchema>;
}>((tie) => {
  const one = tie("schema");
  // The keywords where an unknown part is easily misjudged come more often.
  const often = [
    fc.record({ const: scalar }),
    fc.record({ properties: tie("map"), required: fc.uniqueArray(key) }),
    fc.record({ items: one }),
    fc.record({ contains: one, maxContains: fc.constant(1) }),
    fc.record({ oneOf: tie("list") }),
    fc.record({ not: one }),
    fc.tuple(one, one, one).map((parts) => when(...parts)),
    fc.record({ allOf: tie("list"), properties: tie("map"), unevaluatedProperties: fc.constant(false) }),
  ];
  const seldom = [
    fc.record({ type: fc.constantFrom("null", "integer", "string", "array", "object") }),
    fc.record({ const: jsonValue }),
    fc.record({ enum: fc.array(jsonValue, { minLength: 1, maxLength: 3 }) }),
    fc.record({ minimum: small }),
    fc.record({ maxLength: small }),
    fc.record({ pattern: fc.constantFrom("^x", "y$") }),
    fc.record({ format: fc.constantFrom("date", "uuid") }),
    fc.record({ minItems: small }),
    fc.record({ maxItems: small }),
    fc.record({ minProperties: small }),
    fc.record({ maxProperties: small }),
    fc.record({ uniqueItems: fc.boolean() }),
    fc.record({ dependentRequired: fc.dictionary(key, fc.uniqueArray(key), { maxKeys: 2 }) }),
    fc.record({ properties: tie("map"), additionalProperties: one }),
    fc.record({ patternProperties: fc.record({ "^a": one }) }),
    fc.record({ propertyNames: one }),
    fc.record({ dependentSchemas: tie("map") }),
    fc.record({ unevaluatedProperties: one }),
    fc.record({ prefixItems: tie("list"), unevaluatedItems: one }),
    fc.record({ prefixItems: tie("list"), items: one }),
    fc.record({ contains: one, minContains: fc.constant(1) }),
    fc.record({ allOf: tie("list") }),
    fc.record({ anyOf: tie("list") }),
    fc.record({ $ref: fc.constantFrom("#/$defs/a", "#/$defs/b") }),
  ];
  const keyword = fc.oneof(
    ...often.map((arbitrary) => ({ weight: 4, arbitrary })),
    ...seldom.map((arbitrary) => ({ weight: 1, arbitrary })),
  );
  const keywords = fc.array(keyword, { minLength: 1, maxLength: 2 });
  return {
    schema: fc.oneof(
      { depthSize: "small", withCrossShrink: true },
      { weight: 1, arbitrary: fc.boolean() },
      { weight: 2, arbitrary: fc.record({ const: scalar }) },
      { weight: 6, arbitrary: keywords.map((parts): JsonSchema => Object.assign({}, ...parts)) },
    ),
    list: fc.array(one, { minLength: 1, maxLength: 2 }),
    map: fc.dictionary(key, one, { maxKeys: 2, noNullPrototype: true }),
  };
});

// Only leaves under $defs: a definition that applies itself in place would never end.
const leaf = fc.constantFrom<JsonSchema>(
  { type: "integer" },
  { required: ["a"] },
  { const: { a: 1 } },
  false,
);
const anySchema = fc
  .record({ schema: innerSchema, a: leaf, b: leaf })
  .map(({ schema, a, b }): JsonSchema => ({ allOf: [schema], $defs: { a, b } }));

function punchHoles(value: Json, holes: Iterator<boolean>): Json {
  const punch = (part: Json): Json => (holes.next().value === true ? u : punchHoles(part, holes));
  if (Array.isArray(value)) return value.map(punch);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, punch(one)]));
}

const holes = fc.infiniteStream(fc.boolean());

/** A schema that ajv 8.20 compiles, and then throws a TypeError or ReferenceError for. */
const unsupported: JsonSchema = {
  patternProperties: { "^a": { unevaluatedProperties: { unevaluatedItems: true, required: ["a"] } } },
  anyOf: [{ unevaluatedItems: true, unevaluatedProperties: { not: true }, required: ["a"] }],
};

/** Checks a value. Returns undefined for a schema that ajv does not support; every other error is thrown. */
function checkWithinLimits(schema: JsonSchema, value: Json): readonly SchemaFailure[] | undefined {
  try {
    return compileSchema(schema).check(value);
  } catch (error) {
    const text = JSON.stringify(schema);
    const isLimit = ['"unevaluated', '"patternProperties"'].every((keyword) => text.includes(keyword));
    if (isLimit && NcfError.is(error) && error.code === "NCF_SCHEMA_INVALID") return undefined;
    throw error;
  }
}

describe("a check of a value with unknown parts", () => {
  it("reports nothing for any valid value with any parts made unknown", () => {
    fc.assert(
      fc.property(
        anySchema,
        fc.array(jsonValue, { minLength: 20, maxLength: 40 }),
        holes,
        (schema, values, where) => {
          for (const value of values.filter((one) => checkWithinLimits(schema, one)?.length === 0)) {
            // Undefined where ajv cannot check it: the one documented limit.
            expect(checkWithinLimits(schema, punchHoles(value, where)) ?? []).toEqual([]);
          }
        },
      ),
      { numRuns: 1500 },
    );
  }, 60_000);

  it.each([
    ["a known value", { a: 1, b: 2 }],
    ["a value with unknown parts", { a: u, b: 2 }],
  ])("refuses to check %s where ajv does not support the schema, and says so", (_name, value) => {
    expect(() => compileSchema(unsupported).check(value)).toThrow(
      expect.objectContaining({
        code: "NCF_SCHEMA_INVALID",
        reason: expect.stringContaining(
          "ajv does not support its unevaluatedProperties beside patternProperties",
        ),
      }),
    );
  });

  it("reports an invalid value that merely stands beside an unknown one", () => {
    const exact = { unevaluatedProperties: 0, unevaluatedItems: 0 };
    fc.assert(
      fc.property(anySchema, jsonValue, (schema, value) => {
        fc.pre(!Object.keys(exact).some((keyword) => JSON.stringify(schema).includes(keyword)));
        const { $defs, ...inner } = schema as { $defs: Json };
        const beside = { $defs, properties: { value: inner } };
        const isInvalid = compileSchema(beside).check({ value }).length > 0;
        expect(compileSchema(beside).check({ value, other: u }).length > 0).toBe(isInvalid);
      }),
      { numRuns: 700 },
    );
  }, 60_000);

  const tolerated: readonly [name: string, schema: unknown, value: unknown][] = [
    ["the whole value", { type: "object", required: ["a"] }, u],
    [
      "an item under oneOf",
      { oneOf: [{ properties: { a: { const: 1 } } }, { properties: { a: { const: 2 } } }] },
      { a: u },
    ],
    ["a part under not", { not: { properties: { a: { type: "string" } } } }, { a: u }],
    ["the condition of if", when(aIs1, { required: ["b"] }, true), { a: u }],
    ["an item of a list without repetition", { uniqueItems: true }, [u, u, 1]],
    ["a part of an enum's object", { enum: [{ a: 1, b: 2 }] }, { a: u, b: 2 }],
    ["an item that contains looks for", { contains: { const: 1 } }, [u]],
    ["an item that contains counts", { contains: { const: 1 }, maxContains: 1 }, [1, u]],
    ["a text with a format", { properties: { a: { type: "string", format: "date" } } }, { a: u }],
    [
      "a part behind a reference to itself",
      { properties: { a: { $ref: "#" }, b: { const: 1 } } },
      { a: { a: { b: u } } },
    ],
  ];
  it.each(tolerated)("tolerates %s", (_name, schema, value) => {
    expect(rulesOf(schema, value)).toEqual([]);
  });

  const certain: readonly [name: string, schema: unknown, value: unknown, failure: string][] = [
    ["a missing key", { required: ["b"] }, { a: u }, " required"],
    [
      "a key too many that is itself unknown",
      { properties: { a: true }, additionalProperties: false },
      { b: u },
      " additionalProperties",
    ],
    ["a wrong type beside it", { properties: { b: { type: "string" } } }, { a: u, b: 1 }, "/b type"],
    ["a list where an object is due", { type: "object" }, [u], " type"],
    ["a const that the known part rules out", { const: { a: 1, b: 2 } }, { a: u, b: 3 }, " const"],
    ["an enum that the known part rules out", { enum: [{ a: 1, b: 2 }, "x"] }, { a: u, b: 3 }, " enum"],
    ["an item that is there twice", { uniqueItems: true }, [1, u, 1], " uniqueItems"],
    ["too few items", { minItems: 3 }, [u, u], " minItems"],
    [
      "contains with no item left",
      { contains: { properties: { a: { const: 1 } }, required: ["a"] } },
      [{ b: u }],
      " contains",
    ],
    ["contains with too many", { contains: { const: 1 }, maxContains: 1 }, [1, 1, u], " contains"],
    ["no alternative of anyOf", { anyOf: [{ required: ["b"] }, { required: ["c"] }] }, { a: u }, " anyOf"],
    ["no alternative of oneOf", { oneOf: [{ required: ["b"] }, { required: ["c"] }] }, { a: u }, " oneOf"],
    ["two alternatives of oneOf", { oneOf: [{ required: ["a"] }, { type: "object" }] }, { a: u }, " oneOf"],
    ["what not forbids", { not: { required: ["a"] } }, { a: u }, " not"],
    ["the branch of a known condition", when(aIs1, { required: ["c"] }, true), { a: 1, b: u }, " required"],
    [
      "both branches of an open condition",
      when(aIs1, { required: ["c"] }, { required: ["d"] }),
      { a: u },
      " anyOf",
    ],
    ["a key's name", { propertyNames: { pattern: "^x" } }, { a: u }, " propertyNames"],
    ["a key that another one needs", { dependentRequired: { a: ["b"] } }, { a: u }, " dependentRequired"],
    [
      "a key that nothing evaluates",
      { allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
      { a: u, b: 1 },
      " unevaluatedProperties",
    ],
    ["a pattern's key", { patternProperties: { "^x": { type: "string" } } }, { x1: 1, a: u }, "/x1 type"],
  ];
  it.each(certain)("still reports %s", (_name, schema, value, failure) => {
    expect(rulesOf(schema, value)).toEqual([failure]);
  });

  it("reads draft-07's list of items", () => {
    const schema = {
      $schema: "http://json-schema.org/draft-07/schema#",
      items: [{ type: "string" }],
      additionalItems: { type: "integer" },
    };
    expect(rulesOf(schema, [u, u])).toEqual([]);
    expect(rulesOf(schema, [1, u, "x"])).toEqual(["/0 type", "/2 type"]);
  });
});
