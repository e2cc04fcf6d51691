import { NcfError } from "../diagnostics/ncfError.ts";
import type { LifecycleInput } from "../invocation/lifecycleAction.ts";
import { isJsonObject, type Json, type JsonObject, toPointer } from "../model/json.ts";
import { mapStrings, parseTemplate, partAt, type PreviousPath, previousText } from "../model/template.ts";
import { importedMarker } from "./diffInvocation.ts";
import { type SecretHolder, secretsAt } from "./redactor.ts";
import type { InvocationState } from "./state.ts";
import { hasSecretResult } from "./secretOutputs.ts";

/** Newest successful run of a resource, which templates reference as `previous`. */
export interface Previous {
  /** `params` of the resource in that generation. Absent when they were not recorded. */
  readonly params?: JsonObject;
  /** Result of the run. Absent when the engine left out a null. */
  readonly result?: Json;
  /** Set when any part may be secret. */
  readonly isSecret?: true;
}

/**
 * Returns the newest successful run; `undefined` when there is none.
 * @param oldInputs - Inputs of the last step, if the provider knows them.
 */
export function previousOf(state: InvocationState, oldInputs?: JsonObject): Previous | undefined {
  if (state.outcome !== "succeeded") return state.previous;
  const { result = null } = state;
  const params = state.params ?? paramsOf(oldInputs);
  return {
    ...(params === undefined ? {} : { params }),
    result,
    ...(hasSecretResult(state) ? { isSecret: true } : {}),
  };
}

/** Returns whether any run of a resource succeeded, so that an update calls `onUpdate`. */
export function hasSucceeded({ outcome, previous }: InvocationState): boolean {
  return outcome === "succeeded" || previous !== undefined;
}

function paramsOf(oldInputs: JsonObject | undefined): JsonObject | undefined {
  // Only the result is known of a run that was imported by its id.
  if (oldInputs === undefined || oldInputs[importedMarker] === true) return undefined;
  const { params = {} } = oldInputs;
  return isJsonObject(params) ? params : undefined;
}

/** Returns the strings and numbers of a previous run to redact. */
export function secretsOf(previous: Previous | undefined): readonly string[] {
  if (previous?.isSecret !== true) return [];
  const { params, result } = previous;
  return secretsAt([params ?? null, result ?? null], [""]);
}

/** Returns the secrets in a state. */
export function secretsOfState(state: InvocationState): SecretHolder {
  const { params = {}, onDelete = {}, secretPointers = [], previous, result = {} } = state;
  return {
    inputs: { params, onDelete },
    secretPointers,
    key: state.key,
    further: [
      ...secretsOf(previous),
      ...(hasSecretResult(state) && state.onDelete !== undefined ? secretsAt(result, [""]) : []),
    ],
  };
}

/** Params of a call with resolved templates. */
export interface ResolvedParams {
  readonly params: JsonObject;
  /** `true` when the params reference the previous run. */
  readonly usesPrevious: boolean;
}

/**
 * Resolves the references in params. A string that is a single reference gets the type of the
 * value. Inside a longer string the value must be a string, a number or a boolean.
 * @throws NcfError NCF_PREVIOUS_MISSING when the previous run has no such part
 */
export function resolveParams(name: LifecycleInput, params: JsonObject, previous: Previous): ResolvedParams {
  let usesPrevious = false;
  const resolved = mapStrings(params, (text, at) => {
    const { parts, reason: mistake } = parseTemplate(text);
    const place = `/${name}/params${toPointer(at)}`;
    if (parts === undefined) throw missing(`${place} ${mistake}`);
    const values = parts.map((part): Json => {
      if (typeof part === "string") return part;
      usesPrevious = true;
      return lookUp(part.path, previous, place);
    });
    const [only] = values;
    if (values.length === 1 && only !== undefined) return only;
    return values.map((value, index) => textOf(value, parts[index], place)).join("");
  });
  return { params: resolved as JsonObject, usesPrevious };
}

function lookUp([part, ...path]: PreviousPath, previous: Previous, place: string): Json {
  const whole = part === "params" ? previous.params : (previous.result ?? null);
  const text = previousText([part as string, ...path]);
  if (whole === undefined) {
    throw missing(
      `${place} refers to ${text}, but the params of the previous run were not recorded`,
      "run up once with onUpdate or onDelete and without a change of params, which records them and calls nothing",
    );
  }
  const value = partAt(whole, path);
  if (value !== undefined) return value;
  throw missing(`${place} refers to ${text}, which the previous run does not have`);
}

function textOf(
  value: Json,
  part: string | { readonly path: PreviousPath } | undefined,
  place: string,
): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  const text = typeof part === "object" ? previousText(part.path) : "previous";
  const found = value === null ? "null" : Array.isArray(value) ? "an array" : "an object";
  throw missing(
    `${place} has ${text} inside a string, but it is ${found}`,
    "use one of its parts, or write the reference as the whole value",
  );
}

function missing(reason: string, hint?: string): NcfError {
  return new NcfError("NCF_PREVIOUS_MISSING", hint === undefined ? { reason } : { reason, hint });
}
