import { type JsonSchema, isJsonSchema } from "./jsonSchema.ts";
import { type Json, type JsonObject, isJsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";

/**
 * Form of a schema: `possible` holds if the unknown parts can make it hold, `certain` if it holds
 * for all of their values.
 */
export type Side = "possible" | "certain";

/** Builder of the forms of a schema; see `relaxSchema`. */
export interface Relaxer {
  /** Relaxes a schema of the same value as the surrounding one. The value is not itself unknown. */
  inPlace(schema: JsonSchema, side: Side): JsonSchema;
  /** Relaxes a schema of a part of the value, which may be unknown. */
  inside(schema: JsonSchema, side: Side): JsonSchema;
}

/** Builds the form of the keywords for array items, in draft 2020-12. */
export function relaxArray(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const parts = [...relaxItems(relaxer, schema, side), ...relaxContains(relaxer, schema, side)];
  if (schema["uniqueItems"] !== true) return parts;
  return [...parts, side === "possible" ? { possibleUnique: true } : { certainUnique: true }];
}

function relaxItems(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const { items, additionalItems, prefixItems } = schema;
  // Draft-07 writes `prefixItems` as an array in `items`, and `items` as `additionalItems`.
  const first = Array.isArray(items) ? (items as readonly Json[]) : prefixItems;
  const rest = Array.isArray(items) ? additionalItems : items;
  const inside = (one: JsonSchema): JsonSchema => relaxer.inside(one, side);
  const parts: JsonSchema[] = [];
  const prefix = Array.isArray(first) ? first.filter((one) => isJsonSchema(one)).map(inside) : [];
  if (prefix.length > 0)
    parts.push({ prefixItems: prefix, ...(isJsonSchema(rest) ? { items: inside(rest) } : {}) });
  else if (isJsonSchema(rest)) parts.push({ items: inside(rest) });
  return parts;
}

function relaxContains(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const { contains, minContains = 1, maxContains } = schema;
  if (!isJsonSchema(contains)) return [];
  const atLeast = minContains === 0 ? [] : [{ contains: relaxer.inside(contains, side), minContains }];
  if (maxContains === undefined) return atLeast;
  const otherSide: Side = side === "possible" ? "certain" : "possible";
  return [...atLeast, { contains: relaxer.inside(contains, otherSide), minContains: 0, maxContains }];
}

/** Builds the form of the keywords for object keys and their values. */
export function relaxObject(
  relaxer: Relaxer,
  schema: JsonObject,
  side: Side,
  index: SchemaIndex,
): JsonObject {
  const inside = (one: Json): Json => (isJsonSchema(one) ? relaxer.inside(one, side) : one);
  const inPlace = (one: Json): Json => (isJsonSchema(one) ? relaxer.inPlace(one, side) : one);
  const relaxed: Record<string, Json> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (overValues.has(keyword)) relaxed[keyword] = mapEntries(value, inside);
    if (overKeys.has(keyword)) relaxed[keyword] = mapEntries(value, inPlace);
    if (keyword === "additionalProperties") relaxed[keyword] = inside(value);
    if (keyword === "propertyNames") relaxed[keyword] = inPlace(value);
  }
  return { ...relaxed, ...relaxUnevaluated(relaxer, schema, relaxed, index) };
}

/** Keywords with one schema per value of a key. */
const overValues: ReadonlySet<string> = new Set(["properties", "patternProperties"]);

/** Keywords with one schema of the whole object per key. */
const overKeys: ReadonlySet<string> = new Set(["dependencies", "dependentSchemas"]);

function mapEntries(value: Json, map: (one: Json) => Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, map(one)]));
}

// The keys that other keywords evaluate depend on which of those keywords hold. Keys that no
// keyword names are
// never evaluated.
function relaxUnevaluated(
  relaxer: Relaxer,
  schema: JsonObject,
  relaxed: JsonObject,
  index: SchemaIndex,
): JsonObject {
  const unevaluated = schema["unevaluatedProperties"];
  if (!isJsonSchema(unevaluated)) return {};
  const keys = possibleKeys(schema, index);
  if (keys === "all") return {};
  const ignored = (names: readonly string[]): Record<string, JsonSchema> =>
    Object.fromEntries(names.map((name) => [name, true]));
  const { properties, patternProperties } = relaxed;
  const patterns = {
    ...ignored(keys.patterns),
    ...(isJsonObject(patternProperties) ? patternProperties : {}),
  };
  return {
    properties: { ...ignored(keys.names), ...(isJsonObject(properties) ? properties : {}) },
    // Ajv does not support every schema with `unevaluatedProperties` beside it.
    ...(Object.keys(patterns).length === 0 ? {} : { patternProperties: patterns }),
    unevaluatedProperties: relaxer.inside(unevaluated, "possible"),
  };
}

/** Keys that a schema can evaluate, by name and by pattern; `all` if any key may be evaluated. */
export type PossibleKeys =
  "all" | { readonly names: readonly string[]; readonly patterns: readonly string[] };

/**
 * Returns all keys that the keywords beside `unevaluatedProperties`, and the schemas that they
 * apply in place, can evaluate.
 */
function possibleKeys(schema: JsonObject, index: SchemaIndex): PossibleKeys {
  const names = new Set<string>();
  const patterns = new Set<string>();
  const seen = new Set<JsonObject>();

  const coversAll = (one: JsonSchema | undefined): boolean => {
    if (!isJsonObject(one) || seen.has(one)) return false;
    seen.add(one);
    if ("additionalProperties" in one || "$dynamicRef" in one) return true;
    if (one !== schema && "unevaluatedProperties" in one) return true;
    for (const name of keysOf(one["properties"])) names.add(name);
    for (const pattern of keysOf(one["patternProperties"])) patterns.add(pattern);
    const { $ref: ref } = one;
    // A reference without a target could evaluate any key.
    const target = typeof ref === "string" ? (index.resolve(one, ref) ?? { $dynamicRef: ref }) : true;
    return [target, ...inPlaceOf(one)].some(coversAll);
  };
  return coversAll(schema) ? "all" : { names: [...names], patterns: [...patterns] };
}

function keysOf(value: unknown): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

/** Returns the schemas that a schema applies to its own value, except references. */
export function inPlaceOf(schema: JsonObject): readonly JsonSchema[] {
  const { allOf, anyOf, oneOf, dependentSchemas, dependencies } = schema;
  const lists = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const maps = [dependentSchemas, dependencies].flatMap((map) =>
    isJsonObject(map) ? Object.values(map) : [],
  );
  const { if: condition, then, else: otherwise, not } = schema;
  return [...lists, ...maps, condition, then, otherwise, not].filter((one) => isJsonSchema(one));
}
