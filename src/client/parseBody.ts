import { isJsonObject, type JsonObject } from "../model/json.ts";
import { jsonTrouble } from "./jsonTrouble.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The body of an answer as an object, or why it is none. The reason never quotes the body. */
export function parseBody(bytes: Uint8Array): JsonObject | string {
  if (bytes.byteLength === 0) return "an empty body";
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return "a body that is not UTF-8";
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "a body that is not JSON, or not whole";
  }
  if (!isJsonObject(value)) return "a body that is not a JSON object";
  const trouble = jsonTrouble(text);
  return trouble === undefined ? value : `a body that ${trouble}`;
}
