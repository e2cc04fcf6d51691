import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { JsonSchema } from "./JsonSchema.ts";
import { isJsonSchema } from "./isJsonSchema.ts";

/**
 * Gives each schema directly inside a schema to `map`, with its path from there (`["properties", "name"]`), and builds
 * the schema anew from the answers. What only looks like a schema (in `const`, `enum`, `default`) is left as it is.
 */
export function mapSubschemas(
  schema: JsonObject,
  map: (subschema: JsonSchema, path: readonly string[]) => JsonSchema,
): JsonObject {
  const entries = Object.entries(schema).map(([keyword, value]): [string, Json] => {
    if (inMap.has(keyword) && isJsonObject(value)) {
      return [keyword, mapEntries(value, (key, one) => (isJsonSchema(one) ? map(one, [keyword, key]) : one))];
    }
    if (!asValue.has(keyword)) return [keyword, value];
    if (isJsonSchema(value)) return [keyword, map(value, [keyword])];
    if (!Array.isArray(value)) return [keyword, value];
    const mapOne = (one: Json, at: number): Json =>
      isJsonSchema(one) ? map(one, [keyword, String(at)]) : one;
    return [keyword, (value as readonly Json[]).map(mapOne)];
  });
  return Object.fromEntries(entries);
}

/** Keywords whose value is a schema or a list of schemas. */
const asValue: ReadonlySet<string> = new Set([
  "additionalItems",
  "additionalProperties",
  "allOf",
  "anyOf",
  "contains",
  "contentSchema",
  "else",
  "if",
  "items",
  "not",
  "oneOf",
  "prefixItems",
  "propertyNames",
  "then",
  "unevaluatedItems",
  "unevaluatedProperties",
]);

/** Keywords whose value is an object of schemas under names. */
const inMap: ReadonlySet<string> = new Set([
  "$defs",
  "definitions",
  "dependencies",
  "dependentSchemas",
  "patternProperties",
  "properties",
]);

function mapEntries(object: JsonObject, map: (key: string, value: Json) => Json): JsonObject {
  return Object.fromEntries(Object.entries(object).map(([key, value]) => [key, map(key, value)]));
}
