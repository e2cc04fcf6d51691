import type { Activation } from "../model/activation.ts";
import type { ApiError } from "../model/outcome.ts";
import { isJsonObject, type JsonObject, type Json } from "../model/json.ts";
import type { HttpResponse } from "./transport.ts";

/** What an answer says. */
export type DecodedResponse =
  /** The record of an ended activation. */
  | { readonly kind: "activation"; readonly activation: Activation }
  /** An activation that has not ended, or not in time. */
  | { readonly kind: "idOnly"; readonly activationId: string }
  /** A refusal, or a fault that somebody on the way reports. */
  | { readonly kind: "apiError"; readonly error: ApiError }
  /** Nothing that this API can say. The reason never quotes the body. */
  | { readonly kind: "malformed"; readonly reason: string };

/**
 * Reads an answer by what is in it. The status only counts where the body says nothing: the API documents no status for
 * an answer with the id alone, nor for a failed action, and upstream sends that one with 502.
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-postaction [doc]; Actions.scala [ow]
 */
export function decodeResponse(answer: HttpResponse): DecodedResponse {
  const body = parseBody(answer.body);
  if (typeof body === "string") return withoutBody(answer, body);
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  if (isJsonObject(content["response"])) {
    const activation = readActivation(content);
    return activation === undefined
      ? { kind: "malformed", reason: `${headOf(answer)} and an incomplete activation` }
      : { kind: "activation", activation };
  }
  // An id was only given to a call that was accepted, whatever else the answer says.
  const { activationId } = content;
  if (typeof activationId === "string" && activationId !== "") return { kind: "idOnly", activationId };
  const error = readApiError(answer.status, body) ?? readApiError(answer.status, content);
  if (error !== undefined) return { kind: "apiError", error };
  return withoutBody(answer, "neither an activation nor an error in the body");
}

function withoutBody(answer: HttpResponse, what: string): DecodedResponse {
  const reason = `${headOf(answer)} and ${what}`;
  const { status } = answer;
  if (status < 300 || status >= 500) return { kind: "malformed", reason };
  const message = status < 400 ? `a redirect, which is not followed (${reason})` : reason;
  return { kind: "apiError", error: { status, origin: "gateway", message } };
}

function headOf({ status, headers }: HttpResponse): string {
  const type = /^[\w.+-]{1,40}\/[\w.+-]{1,40}/.exec(headers["content-type"] ?? "")?.[0];
  return `HTTP ${status} with ${type === undefined ? "no content type" : `content type ${type}`}`;
}

/**
 * Reads the record of an ended activation out of an answer's `content`. Numbers may be numeric strings, as v2.0 has
 * them. Answers `undefined` when what decides the outcome is not there: an id, an object as result, or `success`.
 * Source: api.ncloud-docs.com compute-cloudfunctions-getactionactivationdetail, compute-cloudfunctions-v2-postaction [doc]
 */
export function readActivation(record: JsonObject): Activation | undefined {
  const { activationId, response, logs } = record;
  if (typeof activationId !== "string" || activationId === "" || !isJsonObject(response)) return undefined;
  const { result, status, success } = response;
  if (!isJsonObject(result) || typeof success !== "boolean") return undefined;
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
 * Reads a refusal. Answers `undefined` when the body has none.
 * Shape: `{ error: { errorCode, message, details } }`, or upstream's `{ error: "text", code: "transaction id" }`
 * Source: api.ncloud-docs.com compute-cloudfunctions, api-gov api-call-lgc-errorhandling [doc]; ErrorResponse.scala [ow]
 */
export function readApiError(status: number, body: JsonObject): ApiError | undefined {
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

const longestText = 1000;

/** A foreign text as one printable line: cut, tags and control characters removed, white space joined. */
export function plainText(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}

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
  const trouble = findUnsafeJson(text);
  return trouble === undefined ? value : `a body that ${trouble}`;
}

/** Nobody's result is nested deeper, and what is can break whoever writes it. */
const deepest = 1000;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;

/**
 * What cannot be trusted in a text that is JSON: an object that names a key twice, of which readers take one or the other, or a
 * nesting that is too deep to be written again. Answers `undefined` when there is nothing of the kind.
 */
export function findUnsafeJson(text: string): string | undefined {
  /** The keys so far of each object around; `undefined` for a list. */
  const around: (Set<string> | undefined)[] = [];
  // By character codes: this is done to every answer.
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case openBrace:
      case openBracket:
        around.push(text.charCodeAt(at) === openBrace ? new Set() : undefined);
        if (around.length > deepest) return `is nested more than ${deepest} deep`;
        break;
      case closeBrace:
      case closeBracket:
        around.pop();
        break;
      case quote: {
        const end = endOfString(text, at);
        const keys = isKey(text, end) ? around.at(-1) : undefined;
        if (keys !== undefined) {
          const key = keyAt(text, at, end);
          if (keys.has(key)) return "names a key twice";
          keys.add(key);
        }
        at = end - 1;
      }
    }
  }
  return undefined;
}

/** The place behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let at = end;
    while (text[at - 1] === "\\") at -= 1;
    // An even number of them are themselves escaped.
    if ((end - at) % 2 === 0) return end + 1;
  }
  return text.length;
}

function keyAt(text: string, start: number, end: number): string {
  const quoted = text.slice(start, end);
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \n\r\t".includes(text[at] ?? "x")) at += 1;
  return text[at] === ":";
}
