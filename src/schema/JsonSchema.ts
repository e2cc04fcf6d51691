import type { JsonObject } from "../model/json.ts";

/** A JSON Schema: `true` allows everything, `false` nothing, an object what its keywords say. */
export type JsonSchema = boolean | JsonObject;
