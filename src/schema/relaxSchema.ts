import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { isJsonSchema, type JsonSchema } from "./jsonSchema.ts";
import { relaxArray, relaxObject, type Relaxer, type Side } from "./relaxKeywords.ts";
import { unknownValue } from "./unknownValue.ts";

/**
 * Rewrites a schema so that it can judge values with unknown parts: the new schema fails a value only when the old one
 * fails every value that the unknowns can turn into. The result is draft 2020-12 with the keywords of
 * `addUnknownKeywords`.
 *
 * Every schema has two forms, made from each other: the *possible* one holds when the unknowns can still turn out so
 * that the schema holds, the *certain* one only when it holds however they turn out. `not`, `if` and the upper limits of
 * `oneOf` and `contains` swap them. A form that cannot be told exactly errs to its own side: possible to `true`, certain
 * to `false`. An unknown value keeps its place: the key or item that holds it is there.
 */
export function relaxSchema(root: JsonSchema, index: SchemaIndex): JsonSchema {
  const names = new Map<JsonObject, string>();
  const definitions: Record<string, JsonSchema> = {};

  const relaxer: Relaxer = {
    inPlace: (schema, side) => {
      if (typeof schema === "boolean") return schema;
      if (side === "certain" && uncertain.some((keyword) => keyword in schema)) return false;
      const own = Object.entries(schema).filter(([keyword]) => asTheyAre.has(keyword));
      const parts = [
        ...relaxReference(schema, side),
        ...relaxValues(schema, side),
        ...relaxLogic(relaxer, schema, side),
        ...relaxArray(relaxer, schema, side),
      ].filter((part) => part !== true);
      const all = parts.length === 0 ? {} : { allOf: parts };
      return { ...Object.fromEntries(own), ...relaxObject(relaxer, schema, side, index), ...all };
    },
    inside: (schema, side) => {
      const relaxed = relaxer.inPlace(schema, side);
      if (typeof relaxed === "boolean") return relaxed;
      const { description } = relaxed;
      if (Object.keys(relaxed).every((keyword) => keyword === "description")) return true;
      if (side === "certain") return { not: isUnknown, allOf: [relaxed] };
      return { ...(description === undefined ? {} : { description }), if: isUnknown, else: relaxed };
    },
  };

  function relaxReference(schema: JsonObject, side: Side): readonly JsonSchema[] {
    if (typeof schema["$ref"] !== "string") return [];
    const target = index.resolve(schema, schema["$ref"]);
    if (target === undefined) return [side === "possible"];
    if (typeof target === "boolean") return [target];
    const number = names.get(target) ?? String(names.size);
    names.set(target, number);
    const name = `${side}${number}`;
    if (!(name in definitions)) {
      // The place is taken before it is filled: a schema may refer to itself.
      definitions[name] = true;
      definitions[name] = relaxer.inPlace(target, side);
    }
    return [{ $ref: `#/$defs/${name}` }];
  }

  const relaxed = relaxer.inside(root, "possible");
  return isJsonObject(relaxed) ? { ...relaxed, $defs: definitions } : relaxed;
}

const isUnknown: JsonObject = { const: unknownValue };

/** Keywords that look only at what an unknown part cannot change: the type, numbers, texts, keys and their count. */
const asTheyAre: ReadonlySet<string> = new Set([
  "dependentRequired",
  "description",
  "exclusiveMaximum",
  "exclusiveMinimum",
  "format",
  "maxItems",
  "maxLength",
  "maxProperties",
  "maximum",
  "minItems",
  "minLength",
  "minProperties",
  "minimum",
  "multipleOf",
  "nullable",
  "pattern",
  "required",
  "type",
]);

/** Keywords that depend on how other keywords turn out, so that nothing is certain beside them. */
const uncertain: readonly string[] = ["$dynamicRef", "unevaluatedItems", "unevaluatedProperties"];

function relaxValues(schema: JsonObject, side: Side): readonly JsonSchema[] {
  const { const: one, enum: some, description } = schema;
  const parts: JsonObject[] = [];
  if (one !== undefined) parts.push(side === "possible" ? { possibleConst: one } : { const: one });
  if (some !== undefined) parts.push(side === "possible" ? { possibleEnum: some } : { enum: some });
  return description === undefined ? parts : parts.map((part) => ({ description, ...part }));
}

function relaxLogic(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const { allOf, anyOf, oneOf, not, description } = schema;
  const said: JsonObject = description === undefined ? {} : { description };
  const otherSide: Side = side === "possible" ? "certain" : "possible";
  const each = (list: Json | undefined, as: Side): readonly JsonSchema[] =>
    Array.isArray(list) ? list.filter((one) => isJsonSchema(one)).map((one) => relaxer.inPlace(one, as)) : [];
  const parts: JsonSchema[] = [...each(allOf, side)];
  if (anyOf !== undefined) parts.push({ ...said, anyOf: each(anyOf, side) });
  if (oneOf !== undefined) {
    // One holds on this side, and on the other side not two.
    parts.push(
      { ...said, relaxedFrom: "oneOf", anyOf: each(oneOf, side) },
      atMostOne(each(oneOf, otherSide), said),
    );
  }
  if (isJsonSchema(not)) parts.push({ ...said, not: relaxer.inPlace(not, otherSide) });
  return [...parts, ...relaxCondition(relaxer, schema, side)];
}

function atMostOne(schemas: readonly JsonSchema[], said: JsonObject): JsonSchema {
  return { if: { not: { anyOf: schemas } }, else: { ...said, oneOf: schemas } };
}

function relaxCondition(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const condition = schema["if"];
  if (!isJsonSchema(condition)) return [];
  const branch = (value: Json | undefined): JsonSchema =>
    isJsonSchema(value) ? relaxer.inPlace(value, side) : true;
  const then = branch(schema["then"]);
  const otherwise = branch(schema["else"]);
  const possible = relaxer.inPlace(condition, "possible");
  const certain = relaxer.inPlace(condition, "certain");
  // While the condition is open, one branch has to be possible, or both have to be certain.
  const open: JsonSchema = side === "possible" ? { anyOf: [then, otherwise] } : { allOf: [then, otherwise] };
  return [
    { if: { not: certain }, else: then },
    { if: possible, else: otherwise },
    { if: { anyOf: [certain, { not: possible }] }, else: open },
  ];
}
