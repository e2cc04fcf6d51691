import type { JsonObject } from "../model/json.ts";

const encoder = new TextEncoder();

/** The params as they go over the wire: JSON in UTF-8. */
export function encodeParams(params: JsonObject): Uint8Array {
  return encoder.encode(JSON.stringify(params));
}
