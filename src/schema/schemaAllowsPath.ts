import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { linearPattern, PatternsTooSlow, startCheck, UnusablePattern } from "./linearPattern.ts";
import { indexSchema } from "./indexSchema.ts";
import { isJsonSchema, type JsonSchema } from "./jsonSchema.ts";

/**
 * Returns whether a value of this schema can have a part at `path` (`["users", 0, "name"]`).
 * `false` is certain; `true` covers everything that the schema does not clearly exclude.
 */
export function schemaAllowsPath(schema: unknown, path: readonly (string | number)[]): boolean {
  if (!isJsonSchema(schema)) return true;
  const index = indexSchema(schema);

  const allows = (
    one: Json | undefined,
    rest: readonly (string | number)[],
    seen: readonly JsonObject[],
  ): boolean => {
    if (!isJsonObject(one)) return one !== false;
    // A schema that references itself for the same value adds nothing.
    if (seen.includes(one)) return true;
    const here = [...seen, one];
    const { $ref: ref, allOf, anyOf, oneOf } = one;
    const target: JsonSchema = typeof ref === "string" ? (index.resolve(one, ref) ?? true) : true;
    const inPlace = (inner: Json): boolean => allows(inner, rest, here);
    if (!inPlace(target)) return false;
    if (Array.isArray(allOf) && !allOf.every(inPlace)) return false;
    if ([anyOf, oneOf].some((list) => Array.isArray(list) && !list.some(inPlace))) return false;
    const [step, ...further] = rest;
    if (step === undefined) return true;
    return hasType(one, step) && schemasAt(one, step).every((inner) => allows(inner, further, []));
  };
  return allows(schema, path, []);
}

function hasType({ type }: JsonObject, step: string | number): boolean {
  if (type === undefined) return true;
  // `a.0` and `a[0]` both read an item of an array or a key of an object.
  return isOf(type, "object") || (isItem(step) && isOf(type, "array"));
}

function isOf(type: Json, name: string): boolean {
  return type === name || (Array.isArray(type) && type.includes(name));
}

function isItem(step: string | number): boolean {
  return /^\d+$/.test(String(step));
}

function schemasAt(schema: JsonObject, step: string | number): readonly Json[] {
  const { type } = schema;
  if (!isItem(step)) return schemasOfKey(schema, String(step));
  // Without a type, a number may be a key or an item, and the schema clearly excludes neither.
  if (type === "array") return schemasOfItem(schema, Number(step));
  return type === "object" ? schemasOfKey(schema, String(step)) : [];
}

function schemasOfKey(schema: JsonObject, key: string): readonly Json[] {
  const { properties, patternProperties, additionalProperties } = schema;
  const own = isJsonObject(properties) && Object.hasOwn(properties, key) ? [properties[key]] : [];
  const patterns = isJsonObject(patternProperties) ? Object.entries(patternProperties) : [];
  const matching = patterns.filter(([pattern]) => mayMatch(pattern, key)).map(([, inner]) => inner);
  const found = [...own, ...matching];
  return (found.length > 0 ? found : [additionalProperties]).filter((inner) => inner !== undefined);
}

/**
 * Returns whether a pattern matches a key. An unusable pattern matches none: the check of the
 * schema reports it.
 */
function mayMatch(pattern: string, key: string): boolean {
  try {
    startCheck();
    return linearPattern(pattern).test(key);
  } catch (error) {
    if (error instanceof UnusablePattern || error instanceof PatternsTooSlow) return false;
    throw error;
  }
}

function schemasOfItem(schema: JsonObject, at: number): readonly Json[] {
  const { items, additionalItems, prefixItems, maxItems } = schema;
  if (typeof maxItems === "number" && at >= maxItems) return [false];
  // Draft-07 writes `prefixItems` as a list in `items`, and `items` as `additionalItems`.
  const first = (
    Array.isArray(items) ? items : Array.isArray(prefixItems) ? prefixItems : []
  ) as readonly Json[];
  const rest = Array.isArray(items) ? additionalItems : items;
  return [first[at] ?? rest].filter((inner) => inner !== undefined);
}
