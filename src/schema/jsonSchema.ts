import { type JsonObject, isJsonObject, type Json } from "../model/json.ts";

/** JSON Schema: `true` allows every value, `false` none, an object the values that satisfy its keywords. */
export type JsonSchema = boolean | JsonObject;

/** Maximum nesting depth of a schema. Deeper nesting is never legitimate and can overflow the stack. */
export const deepestSchema = 200;

/** Returns whether a JSON value has the form of a schema: a boolean or an object. */
export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}

/** Supported draft of JSON Schema. */
export type SchemaDraft = "draft-07" | "2020-12";

/** Returns the draft that `$schema` selects, by default 2020-12; `undefined` for an unsupported draft. */
export function schemaDraft(schema: unknown): SchemaDraft | undefined {
  const uri = isJsonObject(schema) ? schema["$schema"] : undefined;
  if (uri === undefined) return "2020-12";
  if (typeof uri !== "string") return undefined;
  return drafts.get(uri.replace(/^https?:\/\//, "").replace(/#$/, ""));
}

const drafts: ReadonlyMap<string, SchemaDraft> = new Map([
  ["json-schema.org/draft-07/schema", "draft-07"],
  ["json-schema.org/draft/2020-12/schema", "2020-12"],
]);

/**
 * Maps each schema directly inside a schema, with its relative path (`["properties", "name"]`), and
 * rebuilds the schema from the results. Keeps values that only look like schemas (in `const`,
 * `enum`, `default`).
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

/** Keywords whose value is an object of named schemas. */
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
