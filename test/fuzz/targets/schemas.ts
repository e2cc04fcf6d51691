import addFormats from "ajv-formats";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { compileSchema } from "../../../src/schema/compileSchema.ts";
import type { JsonSchema } from "../../../src/schema/jsonSchema.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import type { FuzzTarget, Problem } from "../FuzzTarget.ts";
import { shown } from "../FuzzTarget.ts";
import type { Random } from "../Random.ts";

/** Values that each schema is tried with, since compiling it takes most of the time. */
const valuesPerSchema = 400;
const completions = 3;

/** Schemas and values, some parts of which are unknown, judged by `ajv` alone as well. */
export const schemas: FuzzTarget = {
  name: "schemas and values",
  law: "a known value is refused exactly when ajv refuses it; a value with unknown parts never when ajv accepts one of its completions",
  open: async () => {
    let group = -1;
    let schema: JsonSchema = true;
    let oracle: Oracle | undefined;
    return {
      run(random): Problem {
        const shared = random.group(valuesPerSchema);
        if (shared.number !== group) {
          group = shared.number;
          schema = makeSchema(shared.random, 3);
          oracle = compileOracle(schema);
        }
        const value = makeValue(random, 3);
        const accepts = oracle?.(value);
        // Ajv itself fails on some schemas, which are documented as not supported.
        if (accepts === undefined) return undefined;
        const refused = check(schema, value);
        if (refused === undefined) return undefined;
        if (refused === accepts)
          return `${accepts ? "refuses what ajv accepts" : "accepts what ajv refuses"}: ${shown({ schema, value })}`;
        const holed = punch(value, random);
        if (check(schema, holed) !== true) return undefined;
        for (let tries = 0; tries < completions; tries += 1) {
          const completed = tries === 0 ? value : fill(holed, random);
          if (oracle?.(completed) === true) {
            return `refuses ${shown(holed).replaceAll(unknownValue, "unknown")}, which can become ${shown(completed)}: ${shown(schema)}`;
          }
        }
        return undefined;
      },
    };
  },
};

/** Judges a value; `undefined` where ajv fails, or its modes disagree. */
type Oracle = (value: Json) => boolean | undefined;

/**
 * Compiles a schema in every mode of ajv 8.20. Without `ownProperties` it takes a key that every object inherits for one of the value, and in
 * some modes it accepts `[]` for `contains` beside some `unevaluatedItems`.
 */
function compileOracle(schema: JsonSchema): Oracle | undefined {
  try {
    const modes = [true, false].flatMap((ownProperties) =>
      [true, false].map((allErrors): ValidateFunction => {
        const ajv = new Ajv2020({ strict: false, logger: false, ownProperties, allErrors });
        (addFormats as unknown as (ajv: Ajv2020) => void)(ajv);
        return ajv.compile(schema);
      }),
    );
    return (value) => {
      try {
        const [first, ...others] = modes.map((validate) => validate(value));
        return others.every((one) => one === first) ? first : undefined;
      } catch {
        return undefined;
      }
    };
  } catch {
    return undefined;
  }
}

/** Reports whether the value is refused; `undefined` where the schema is documented as not supported. */
function check(schema: JsonSchema, value: Json): boolean | undefined {
  try {
    return compileSchema(schema).check(value).length > 0;
  } catch (error) {
    if (NcfError.is(error) && error.code === "NCF_SCHEMA_INVALID") return undefined;
    throw error;
  }
}

const keys = ["a", "b", "a1", "toString", "__proto__"];
const scalars: readonly Json[] = [
  0,
  1,
  2,
  -1,
  0.5,
  1e21,
  "",
  "x",
  "xy",
  "2026-01-15",
  "a",
  true,
  false,
  null,
];

function makeValue(random: Random, depth: number): Json {
  const kind = random.below(depth > 0 ? 5 : 2);
  if (kind < 2) return random.pick(scalars);
  if (kind === 2) return random.list(3, () => makeValue(random, depth - 1));
  return Object.fromEntries(random.list(3, () => [random.pick(keys), makeValue(random, depth - 1)]));
}

function punch(value: Json, random: Random): Json {
  if (random.oneIn(4)) return unknownValue;
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => punch(one, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, punch(one, random)]));
}

function fill(value: Json, random: Random): Json {
  if (value === unknownValue) return makeValue(random, 2);
  if (Array.isArray(value)) return (value as readonly Json[]).map((one) => fill(one, random));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, fill(one, random)]));
}

function makeSchema(random: Random, depth: number): JsonSchema {
  if (random.oneIn(8)) return random.oneIn(2);
  const schema: Record<string, Json> = {};
  for (let left = 1 + random.below(2); left > 0; left -= 1) Object.assign(schema, makeKeyword(random, depth));
  if (depth === 3) schema["$defs"] = { a: makeKeyword(random, 0), b: { type: "integer" } };
  return schema;
}

function makeKeyword(random: Random, depth: number): JsonObject {
  const one = (): Json =>
    depth > 0
      ? makeSchema(random, depth - 1)
      : random.pick<Json>([true, false, { const: 1 }, { required: ["a"] }]);
  const list = (): Json => [one(), ...random.list(1, one)];
  const map = (): Json => Object.fromEntries(random.list(2, () => [random.pick(keys), one()]));
  const small = random.below(3);
  const type = random.pick(["null", "integer", "number", "string", "boolean", "array", "object"]);
  const plain: readonly (() => JsonObject)[] = [
    () => ({ type }),
    () => ({ type: [...new Set([type, "object"])] }),
    () => ({ const: makeValue(random, 2) }),
    () => ({ enum: uniqueOf([makeValue(random, 1), makeValue(random, 2)]) }),
    () => ({ minimum: small }),
    () => ({ exclusiveMaximum: small }),
    () => ({ multipleOf: small + 1 }),
    () => ({ minLength: small }),
    () => ({ maxLength: small }),
    () => ({ pattern: random.pick(["^x", "y$", "^(a|b)+$", "^\\d+$"]) }),
    () => ({ format: random.pick(["date", "uuid", "email", "date-time"]) }),
    () => ({ minItems: small }),
    () => ({ maxItems: small }),
    () => ({ uniqueItems: random.oneIn(2) }),
    () => ({ required: uniqueOf(random.list(2, () => random.pick(keys))) }),
    () => ({ minProperties: small }),
    () => ({ maxProperties: small }),
    () => ({ dependentRequired: { [random.pick(keys)]: uniqueOf(random.list(2, () => random.pick(keys))) } }),
    () => ({ $ref: random.pick(depth > 0 ? ["#/$defs/a", "#/$defs/b"] : ["#/$defs/b"]) }),
  ];
  const nested: readonly (() => JsonObject)[] = [
    () => ({ properties: map(), required: uniqueOf(random.list(2, () => random.pick(keys))) }),
    () => ({ properties: map(), additionalProperties: one() }),
    () => ({ patternProperties: { "^a": one() } }),
    () => ({ propertyNames: one() }),
    () => ({ dependentSchemas: map() }),
    () => ({ allOf: list(), unevaluatedProperties: one() }),
    () => ({ prefixItems: list(), items: one() }),
    () => ({ prefixItems: list(), unevaluatedItems: one() }),
    () => ({ items: one() }),
    () => ({ contains: one(), maxContains: small }),
    () => ({ contains: one(), minContains: small }),
    () => ({ allOf: list() }),
    () => ({ anyOf: list() }),
    () => ({ oneOf: list() }),
    () => ({ not: one() }),
    () => Object.fromEntries(["if", "then", "else"].map((keyword) => [keyword, one()])),
  ];
  return random.pick(depth > 0 && !random.oneIn(3) ? nested : plain)();
}

function uniqueOf(values: readonly Json[]): Json {
  return [...new Map(values.map((value) => [JSON.stringify(value), value])).values()];
}
