import { isJsonObject } from "../model/json.ts";
import type { JsonSchema } from "./JsonSchema.ts";

/** Whether a JSON value has the form of a schema: a boolean or an object. */
export function isJsonSchema(value: unknown): value is JsonSchema {
  return typeof value === "boolean" || isJsonObject(value);
}
