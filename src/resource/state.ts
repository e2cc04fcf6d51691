import { NcfError } from "../diagnostics/ncfError.ts";
import type { Activation } from "../model/activation.ts";
import { isJsonObject, type Json, type JsonObject } from "../model/json.ts";
import { ranOutcome } from "../model/outcome.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { Previous } from "./previous.ts";

/** State of an invocation between two steps, as plain data. */
export interface InvocationState {
  readonly version: 1;
  readonly key: ResourceKey;
  /**
   * Hash of address, action, params and triggers of this generation. Absent for a run imported only
   * by its id: the API does not return its params.
   */
  readonly fingerprint?: string;
  /** Token of the newest requested re-run. */
  readonly rerun?: string;
  /**
   * JSON pointers to the secret parts of the inputs of this generation, such as `/params/dsn`.
   * Absent when there are none.
   */
  readonly secretPointers?: readonly string[];
  /**
   * `params` of the resource in this generation, kept for `onUpdate` and `onDelete`. Absent when
   * neither is declared.
   */
  readonly params?: JsonObject;
  /** Call that deletes the resource, from `deleteRecord`. */
  readonly onDelete?: JsonObject;
  /** Newest successful run, when this run did not succeed. */
  readonly previous?: Previous;

  /** URL of the action, without the query of the call. */
  readonly address: string;
  /** Number of the generation, from 1. */
  readonly generation: number;
  readonly outcome: "succeeded" | "failed" | "pending";
  readonly activationId: string;
  /** Number of attempts; 0 for an imported run. */
  readonly attempts: number;
  /** Time of the call, epoch milliseconds. */
  readonly invokedAt: number;
  /** Any JSON value; absent for a pending run, and when the engine left out a null. */
  readonly result?: Json;
  readonly status?: string;
  readonly success?: boolean;
  /** Start of the run, epoch milliseconds. */
  readonly start?: number;
  /** End of the run, epoch milliseconds. */
  readonly end?: number;
  /** Duration of the run, milliseconds. */
  readonly duration?: number;
  readonly name?: string;
  readonly namespace?: string;
  readonly subject?: string;
}

const version = 1;

/**
 * Name of the output that contains everything private. Pulumi does not display properties whose
 * names start with `__`.
 */
export const privateOutput = "__state";

/**
 * Converts a state to outputs for the engine: the public ones, and everything private in `__state`.
 * Shape: `{ activationId, result, …, __state: { version: 1, fingerprint?, key: { project, stack,
 * parent?, name }, rerun?, secretPointers?, params?, onDelete?, previous? } }`
 */
export function stateToOutputs(state: InvocationState): JsonObject {
  const { version: _version, ...parts } = state;
  const { key, fingerprint, rerun, secretPointers, params, onDelete, previous, ...outputs } = parts;
  const hidden = { version, fingerprint, key, rerun, secretPointers, params, onDelete, previous };
  // Drops undefined values, because the engine accepts only JSON.
  return JSON.parse(JSON.stringify({ ...outputs, [privateOutput]: hidden })) as JsonObject;
}

type Check = (value: Json | undefined) => boolean;
const isString: Check = (value) => typeof value === "string";
const isNumber: Check = (value) => typeof value === "number";
const isText: Check = (value) => isString(value) && value !== "";
const optional =
  (check: Check): Check =>
  (value) =>
    value === undefined || check(value);

const outputChecks: Readonly<Record<PublicOutput, Check>> = {
  address: isText,
  generation: (value) => Number.isInteger(value) && (value as number) >= 1,
  outcome: (value) => value === "succeeded" || value === "failed" || value === "pending",
  activationId: isText,
  attempts: isNumber,
  invokedAt: isNumber,
  result: () => true,
  status: optional(isString),
  success: optional((value) => typeof value === "boolean"),
  start: optional(isNumber),
  end: optional(isNumber),
  duration: optional(isNumber),
  name: optional(isString),
  namespace: optional(isString),
  subject: optional(isString),
};

const privateChecks: Readonly<Record<Exclude<keyof InvocationState, PublicOutput | "version">, Check>> = {
  key: (value) =>
    isJsonObject(value) &&
    ["project", "stack", "name"].every((part) => isText(value[part])) &&
    optional(isText)(value["parent"]),
  fingerprint: optional(isText),
  rerun: optional(isString),
  secretPointers: optional((value) => Array.isArray(value) && value.every(isString)),
  params: optional(isJsonObject),
  onDelete: optional((value) => isJsonObject(value) && isText(value["actionName"])),
  previous: optional((value) => isJsonObject(value) && optional(isJsonObject)(value["params"])),
};

type PublicOutput = Exclude<
  keyof InvocationState,
  "version" | "key" | "fingerprint" | "rerun" | "secretPointers" | "params" | "onDelete" | "previous"
>;

/**
 * Reads the outputs of {@link stateToOutputs} as the engine returns them. Ignores other properties.
 * @throws NcfError NCF_STATE_INVALID for outputs of a newer version, or of another shape
 */
export function readState(outputs: JsonObject): InvocationState {
  const hidden = outputs[privateOutput];
  if (!isJsonObject(hidden)) throw invalid(`${privateOutput} is missing`);
  const found = hidden["version"];
  if (typeof found === "number" && found > version) {
    throw invalid(
      `it has version ${found}, and this version of pulumi-ncloud-functions reads version ${version}`,
      "update pulumi-ncloud-functions to the version that wrote the state, or a later one",
    );
  }
  if (found !== version) throw invalid(`${privateOutput}.version is not a number from 1`);
  return {
    version,
    ...readChecked(hidden, privateChecks, `${privateOutput}.`),
    ...readChecked(outputs, outputChecks, ""),
  } as unknown as InvocationState;
}

function readChecked(
  source: JsonObject,
  checks: Readonly<Record<string, Check>>,
  prefix: string,
): Readonly<Record<string, Json>> {
  const read: Record<string, Json> = {};
  for (const [name, isValid] of Object.entries(checks)) {
    // The engine may write null for an absent value.
    const value = source[name] ?? undefined;
    if (!isValid(value))
      throw invalid(`${prefix}${name} is ${value === undefined ? "missing" : "not valid"}`);
    if (value !== undefined) read[name] = value;
  }
  return read;
}

function invalid(why: string, hint?: string): NcfError {
  const reason = `the state of the resource cannot be read: ${why}`;
  return new NcfError("NCF_STATE_INVALID", hint === undefined ? { reason } : { reason, hint });
}

type FromActivation =
  | "activationId"
  | "outcome"
  | "result"
  | "status"
  | "success"
  | "start"
  | "end"
  | "duration"
  | "name"
  | "namespace"
  | "subject";

/**
 * Returns the outputs from the record of a finished activation. Leaves out what the record does not
 * contain.
 */
export function activationState(activation: Activation): Pick<InvocationState, FromActivation> {
  const { response, logs: _logs, ...facts } = activation;
  return { ...facts, ...response, outcome: ranOutcome(activation).kind };
}
