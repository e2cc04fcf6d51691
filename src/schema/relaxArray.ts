import type { Json, JsonObject } from "../model/json.ts";
import { isJsonSchema } from "./isJsonSchema.ts";
import type { JsonSchema } from "./JsonSchema.ts";
import type { Relaxer, Side } from "./Relaxer.ts";

/** One side's form of the keywords about an array's items, in the words of draft 2020-12. */
export function relaxArray(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const parts = [...relaxItems(relaxer, schema, side), ...relaxContains(relaxer, schema, side)];
  if (schema["uniqueItems"] !== true) return parts;
  return [...parts, side === "possible" ? { possibleUnique: true } : { certainUnique: true }];
}

function relaxItems(relaxer: Relaxer, schema: JsonObject, side: Side): readonly JsonSchema[] {
  const { items, additionalItems, prefixItems } = schema;
  // Draft-07 writes `prefixItems` as a list in `items`, and `items` as `additionalItems`.
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
