import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { isJsonSchema } from "./isJsonSchema.ts";
import type { JsonSchema } from "./JsonSchema.ts";
import { possibleKeys } from "./possibleKeys.ts";
import type { Relaxer, Side } from "./Relaxer.ts";

/** One side's form of the keywords about an object's keys and their values. */
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

/** Keywords with one schema for each key's value. */
const overValues: ReadonlySet<string> = new Set(["properties", "patternProperties"]);

/** Keywords with one schema for the whole object for each key that is there. */
const overKeys: ReadonlySet<string> = new Set(["dependencies", "dependentSchemas"]);

function mapEntries(value: Json, map: (one: Json) => Json): Json {
  if (!isJsonObject(value)) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, map(one)]));
}

// Which keys other keywords looked at depends on what held. Keys that none of them names are left over in any case.
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
  return {
    properties: { ...ignored(keys.names), ...(isJsonObject(properties) ? properties : {}) },
    patternProperties: {
      ...ignored(keys.patterns),
      ...(isJsonObject(patternProperties) ? patternProperties : {}),
    },
    unevaluatedProperties: relaxer.inside(unevaluated, "possible"),
  };
}
