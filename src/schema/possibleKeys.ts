import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { isJsonSchema } from "./isJsonSchema.ts";
import type { JsonSchema } from "./JsonSchema.ts";

/** Keys that a schema can look at: by name and by pattern; `all` when no key is certainly left over. */
export type PossibleKeys =
  "all" | { readonly names: readonly string[]; readonly patterns: readonly string[] };

/** The most keys that a schema's keywords beside `unevaluatedProperties`, and the schemas they apply in place, can look at. */
export function possibleKeys(schema: JsonObject, index: SchemaIndex): PossibleKeys {
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
    // A reference that leads nowhere could look at anything.
    const target = typeof ref === "string" ? (index.resolve(one, ref) ?? { $dynamicRef: ref }) : true;
    return [target, ...inPlace(one)].some(coversAll);
  };
  return coversAll(schema) ? "all" : { names: [...names], patterns: [...patterns] };
}

function keysOf(value: unknown): readonly string[] {
  return isJsonObject(value) ? Object.keys(value) : [];
}

function inPlace(schema: JsonObject): readonly JsonSchema[] {
  const { allOf, anyOf, oneOf, dependentSchemas, dependencies } = schema;
  const lists = [allOf, anyOf, oneOf].flatMap((list) => (Array.isArray(list) ? list : []));
  const maps = [dependentSchemas, dependencies].flatMap((map) =>
    isJsonObject(map) ? Object.values(map) : [],
  );
  return [...lists, ...maps, schema["if"], schema["then"], schema["else"]].filter((one) => isJsonSchema(one));
}
