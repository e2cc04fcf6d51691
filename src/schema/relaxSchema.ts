import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { isJsonSchema, type JsonSchema } from "./jsonSchema.ts";
import { relaxArray, relaxObject, type Relaxer, type Side } from "./relaxKeywords.ts";
import { unknownValue } from "./unknownValue.ts";

/**
 * Rewrites a schema so that it can check values with unknown parts. The new schema rejects a value
 * only when the old one rejects every value that the unknown parts can become. The result is draft
 * 2020-12 with the keywords of `addUnknownKeywords`.
 *
 * Every schema has two forms, built from each other. The *possible* form holds when some values of
 * the unknown parts make the schema hold. The *certain* form holds only when all of them do. `not`,
 * `if` and the upper limits of `oneOf` and `contains` swap the forms. A form that cannot be
 * expressed exactly errs on its own side: possible to `true`, certain to `false`. The key or item
 * of an unknown value counts as present.
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
      // Reserve the name before building the definition: a schema may reference itself.
      definitions[name] = true;
      definitions[name] = relaxer.inPlace(target, side);
    }
    return [{ $ref: `#/$defs/${name}` }];
  }

  const relaxed = relaxer.inside(root, "possible");
  return isJsonObject(relaxed) ? { ...relaxed, $defs: definitions } : relaxed;
}

const isUnknown: JsonObject = { const: unknownValue };

/** Keywords that unknown parts cannot affect: the type, numbers, strings, keys and their count. */
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

/** Keywords that depend on the results of other keywords, so that nothing beside them is certain. */
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
    // At least one alternative holds on this side, and no two hold on the other side.
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
  // While the condition is undecided, one branch must be possible, or both must be certain.
  const open: JsonSchema = side === "possible" ? { anyOf: [then, otherwise] } : { allOf: [then, otherwise] };
  return [
    { if: { not: certain }, else: then },
    { if: possible, else: otherwise },
    { if: { anyOf: [certain, { not: possible }] }, else: open },
  ];
}
