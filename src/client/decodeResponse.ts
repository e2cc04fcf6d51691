import { plainText } from "../diagnostics/safeText.ts";
import { type Activation, isActivationId } from "../model/activation.ts";
import { parseExactJson } from "../model/exactNumbers.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import type { ApiError } from "../model/outcome.ts";
import type { HttpResponse } from "./transport.ts";

/** Decoded content of a response. */
export type DecodedResponse =
  /** Record of a finished activation. */
  | { readonly kind: "activation"; readonly activation: Activation }
  /** Activation that has not finished, or not in time. */
  | { readonly kind: "idOnly"; readonly activationId: string }
  /** Refusal, or a failure that the gateway, the service or a proxy reports. */
  | { readonly kind: "apiError"; readonly error: ApiError }
  /** Content that the API does not document. The reason never quotes the body. */
  | { readonly kind: "malformed"; readonly reason: string };

/**
 * Decodes a response by its body. The status counts only when the body is inconclusive: the API
 * documents no status for a response with only an id, nor for a failed action, which OpenWhisk
 * sends with 502.
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-postaction [doc]; Actions.scala [ow]
 */
export function decodeResponse(response: HttpResponse): DecodedResponse {
  const body = parseBody(response.body);
  if (typeof body === "string") return withoutContent(response, body);
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  if (isJsonObject(content["response"])) {
    const activation = readActivation(content);
    return activation === undefined
      ? { kind: "malformed", reason: `${headOf(response)} and an incomplete activation` }
      : { kind: "activation", activation };
  }
  // Only an accepted call has an id, regardless of the rest of the response.
  const { activationId } = content;
  if (activationId !== undefined && activationId !== null && activationId !== "") {
    return isActivationId(activationId)
      ? { kind: "idOnly", activationId }
      : { kind: "malformed", reason: `${headOf(response)} and an invalid activation ID` };
  }
  const error = readApiError(response.status, body) ?? readApiError(response.status, content);
  if (error !== undefined) return { kind: "apiError", error };
  return withoutContent(response, "neither an activation nor an error in the body");
}

function withoutContent(response: HttpResponse, what: string): DecodedResponse {
  const reason = `${headOf(response)} and ${what}`;
  const { status } = response;
  if (status < 300 || status >= 500) return { kind: "malformed", reason };
  const message = status < 400 ? `redirects are not followed (${reason})` : reason;
  return { kind: "apiError", error: { status, origin: "gateway", message } };
}

function headOf({ status, headers }: HttpResponse): string {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(headers["content-type"] ?? "")?.[0];
  return `HTTP ${status} with ${type === undefined ? "no content type" : `content type ${type}`}`;
}

/**
 * Reads the record of a finished activation from a response's `content`. Numbers may be numeric
 * strings, as in v2.0. Returns `undefined` when a field that decides the outcome is missing: an id,
 * or `success`.
 * Source: api.ncloud-docs.com compute-cloudfunctions-getactionactivationdetail,
 * compute-cloudfunctions-v2-postaction [doc]
 */
function readActivation(record: JsonObject): Activation | undefined {
  const { activationId, response, logs } = record;
  if (!isActivationId(activationId) || !isJsonObject(response)) return undefined;
  // A record leaves out a result that is null. [ow]
  const { result = null, status, success } = response;
  if (typeof success !== "boolean") return undefined;
  return {
    activationId,
    ...texts(record, ["name", "namespace", "subject"]),
    ...numbers(record, ["start", "end", "duration"]),
    response: { result, status: typeof status === "string" ? status : "", success },
    ...(Array.isArray(logs) ? { logs: logs.filter((line) => typeof line === "string") } : {}),
  };
}

function texts<K extends string>(record: JsonObject, keys: readonly K[]): Partial<Record<K, string>> {
  const found: Partial<Record<K, string>> = {};
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "string") found[key] = value;
  }
  return found;
}

function numbers<K extends string>(record: JsonObject, keys: readonly K[]): Partial<Record<K, number>> {
  const found: Partial<Record<K, number>> = {};
  for (const key of keys) {
    const value = record[key];
    if (typeof value === "number") found[key] = value;
    else if (typeof value === "string" && /^\d{1,15}$/.test(value)) found[key] = Number(value);
  }
  return found;
}

/**
 * Reads an error. Returns `undefined` when the body contains none.
 * Shape: `{ error: { errorCode, message, details } }`, or OpenWhisk's `{ error: "text", code:
 * "transaction id" }`
 * Source: api.ncloud-docs.com compute-cloudfunctions, api-gov api-call-lgc-errorhandling [doc];
 * ErrorResponse.scala [ow]
 */
function readApiError(status: number, body: JsonObject): ApiError | undefined {
  const { error } = body;
  if (typeof error === "string") return { status, origin: "upstream", message: plainText(error) };
  if (!isJsonObject(error)) return undefined;
  const errorCode = textOf(error["errorCode"]);
  const details = textOf(error["details"]);
  return {
    status,
    origin: originOf(errorCode),
    ...(errorCode === "" ? {} : { errorCode }),
    message: textOf(error["message"]),
    ...(details === "" ? {} : { details }),
  };
}

function textOf(value: Json | undefined): string {
  return typeof value === "string" || typeof value === "number" ? plainText(`${value}`) : "";
}

function originOf(errorCode: string): ApiError["origin"] {
  if (errorCode === "") return "upstream";
  return /^\d{3}$/.test(errorCode) ? "gateway" : "service";
}

const decoder = new TextDecoder("utf-8", { fatal: true });

/**
 * Parses the body of a response. Returns an object, or the reason why the body is not one, without
 * quoting it. A number that a double cannot hold becomes a string of its digits.
 */
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
    value = parseExactJson(text);
  } catch {
    return "a body that is not JSON, or is truncated";
  }
  if (!isJsonObject(value)) return "a body that is not a JSON object";
  const defect = findUnsafeJson(text, value);
  return defect === undefined ? value : `a body that ${defect}`;
}

/** Deeper nesting is never legitimate and can overflow `JSON.stringify`. */
const maxDepth = 1000;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;
const colon = 0x3a;
const space = 0x20;

/**
 * Returns the reason why JSON text is unsafe although it parses; `undefined` when it is safe.
 * Unsafe are a duplicate key, which parsers resolve differently, and nesting too deep to serialize
 * again.
 * @param value - Parsed text. When it has fewer keys than the text, a key is duplicate.
 */
export function findUnsafeJson(text: string, value: Json): string | undefined {
  let keyCount = 0;
  let depth = 0;
  // Compares character codes, because every response is scanned.
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case openBrace:
      case openBracket:
        depth += 1;
        if (depth > maxDepth) return `is nested more than ${maxDepth} deep`;
        break;
      case closeBrace:
      case closeBracket:
        depth -= 1;
        break;
      case quote:
        at = endOfString(text, at);
        while (text.charCodeAt(at + 1) <= space) at += 1;
        if (text.charCodeAt(at + 1) === colon) keyCount += 1;
    }
  }
  return keyCount === countKeys(value) ? undefined : "has a duplicate key";
}

/** Returns the index of the closing quote of a string. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let at = end;
    while (text[at - 1] === "\\") at -= 1;
    // An even number of backslashes escape each other, not the quote.
    if ((end - at) % 2 === 0) return end;
  }
  return text.length;
}

function countKeys(value: Json): number {
  if (typeof value !== "object" || value === null) return 0;
  let count = 0;
  if (isList(value)) for (const item of value) count += countKeys(item);
  else for (const key in value) count += 1 + countKeys(value[key] as Json);
  return count;
}

function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
