import { type JsonObject, isJsonObject } from "../../model/json.ts";
import type { Answer } from "../gateway/Answer.ts";
import { refuse } from "../gateway/refuse.ts";

/**
 * Reads the params out of a body: a JSON object in UTF-8; an empty body means none. Text that is not UTF-8 is the gateway's 400/100 [doc];
 * that anything but a JSON object is 400/80000 is unconfirmed.
 */
export function readParams(
  bytes: Uint8Array,
): { readonly params: JsonObject } | { readonly refusal: Answer } {
  let text: string;
  try {
    text = new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return { refusal: refuse("badRequest", "The encoding of the body is not UTF-8.") };
  }
  if (text === "") return { params: {} };
  try {
    const params: unknown = JSON.parse(text);
    if (isJsonObject(params)) return { params };
  } catch {
    // Not JSON at all: refused like any other thing that is not an object.
  }
  return { refusal: refuse("wrongParameter", "The body is not a JSON object.") };
}
