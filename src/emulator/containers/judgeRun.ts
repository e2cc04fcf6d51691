import { type Json, isJsonObject } from "../../model/json.ts";
import { sizeLimitBytes } from "../sizeLimitBytes.ts";
import type { RunResponse } from "./RunEnd.ts";

/** Observation of a container while it loaded and ran an action. */
export type RunSight =
  | { readonly kind: "notLoaded"; readonly text: string }
  | { readonly kind: "ended"; readonly how: "returned"; readonly json: string | undefined }
  | { readonly kind: "ended"; readonly how: "threw"; readonly text: string }
  | { readonly kind: "ended"; readonly how: "notObject" | "notJson" }
  /** The container ended by itself. */
  | { readonly kind: "died"; readonly isOutOfMemory: boolean }
  | { readonly kind: "outOfTime"; readonly limitMs: number; readonly while: "loading" | "running" };

/**
 * Judges a run by OpenWhisk's rules and in its words: an object with a top-level `error` is an application error of which only `error`
 * is kept; whatever is not an object, or not in time, or too large, is a developer error.
 * Source: `core/http/ErrorResponse.scala`, `core/entity/ActivationResult.scala` [ow]
 */
export function judgeRun(sight: RunSight): RunResponse {
  if (sight.kind === "ended") {
    return sight.how === "returned" ? judgeJson(sight.json) : developerError(textOf(sight));
  }
  return developerError(textOf(sight));
}

function judgeJson(json: string | undefined): RunResponse {
  if (json === undefined) return developerError(notJson);
  const bytes = Buffer.byteLength(json);
  if (bytes > sizeLimitBytes) {
    return developerError(
      `The action produced a response that exceeded the allowed length: ${bytes} > ${sizeLimitBytes} bytes.`,
    );
  }
  const result = parse(json);
  if (!isJsonObject(result)) return developerError(notObject);
  if (result["error"] !== undefined) {
    return { status: "application error", success: false, result: { error: result["error"] } };
  }
  return { status: "success", success: true, result };
}

/** Returns the value of a text that should be JSON; `undefined` for one that is not, which only an action that forges it can send. */
function parse(json: string): Json | undefined {
  try {
    return JSON.parse(json) as Json;
  } catch {
    return undefined;
  }
}

const notObject = "The action did not return a dictionary.";
const notJson = "The action did not produce a valid JSON response.";

function textOf(sight: Exclude<RunSight, { how: "returned" }>): string {
  switch (sight.kind) {
    case "notLoaded":
      return sight.text;
    case "ended":
      if (sight.how === "threw") return sight.text;
      return sight.how === "notObject" ? notObject : notJson;
    case "died":
      return sight.isOutOfMemory
        ? "The action exhausted its memory and was aborted."
        : "The action did not produce a valid response and exited unexpectedly.";
    case "outOfTime":
      return (
        `The action exceeded its time limits of ${sight.limitMs} milliseconds` +
        (sight.while === "loading" ? " during initialization." : ".")
      );
  }
}

function developerError(error: string): RunResponse {
  return { status: "action developer error", success: false, result: { error } };
}
