import type { ApiError } from "../model/outcome.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { plainText } from "./plainText.ts";

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
