import { nearest } from "../diagnostics/suggestions.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { type ActionReference, nameIssue } from "../model/action.ts";
import { type Address, type AddressChoice, resolveAddress } from "../model/address.ts";
import { addressInputNames, chooseAddress } from "../model/addressDefinition.ts";
import { parseDuration } from "../model/duration.ts";
import type { Issue } from "../model/issue.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { hasUnknown, unknownValue } from "../schema/unknownValue.ts";

const { inputs: definitions } = actionInvocation;

/** Hint for an input that must be a duration. */
export const durationHint = "write milliseconds, or a string such as 90s, 10m, 1h30m";

/** Returns the issue of an invalid input. */
export function invalidInput(pointer: string, reason: string, hint: string): Issue {
  return { code: "NCF_INPUT_INVALID", pointer, reason, hint };
}

/** Returns an input; `undefined` when it is not set or unknown. */
export function knownInput(inputs: JsonObject, name: string): Json | undefined {
  return inputs[name] === unknownValue ? undefined : inputs[name];
}

/**
 * Returns the issues of inputs that the resource does not have. @param names - Names of the inputs
 * of the resource.
 */
export function unknownNameIssues(inputs: JsonObject, names: readonly string[]): readonly Issue[] {
  return Object.keys(inputs)
    .filter((name) => !names.includes(name))
    .map((name) => {
      const near = nearest(name, names);
      const hint = near === undefined ? `the inputs are ${names.join(", ")}` : `did you mean ${near}?`;
      return invalidInput(`/${name}`, `${name} is not an input`, hint);
    });
}

/** Reads the inputs that name the action. Unknown names are empty strings. */
export function readAction(inputs: JsonObject): {
  readonly action: ActionReference;
  readonly issues: readonly Issue[];
} {
  const action: ActionReference = {
    packageName: (knownInput(inputs, "packageName") ?? definitions.packageName.default) as string,
    actionName: (knownInput(inputs, "actionName") ?? "") as string,
  };
  const issues = [nameIssue("packageName", action.packageName)];
  if (inputs["actionName"] === undefined) {
    const hint = "add the name of an action, such as actionName: migrate";
    issues.push(invalidInput("/actionName", "actionName is missing", hint));
  } else if (inputs["actionName"] !== unknownValue) {
    issues.push(nameIssue("actionName", action.actionName));
  }
  return { action, issues: issues.filter((issue) => issue !== undefined) };
}

/** Reads the inputs that select the address. Returns no address while one of them is unknown. */
export function readAddress(
  inputs: JsonObject,
  defaults: AddressChoice,
): { readonly address?: Address; readonly issues: readonly Issue[] } {
  if (addressInputNames.some((name) => inputs[name] === unknownValue)) return { issues: [] };
  const { address, issues } = resolveAddress(chooseAddress(inputs, defaults));
  return address === undefined ? { issues } : { address, issues: [] };
}

/** Range and default of the input `timeout` of a resource. */
export interface TimeoutDefinition {
  readonly type: { readonly minimum: number; readonly maximum: number };
  readonly default: number;
}

/** Reads the input `timeout`. @param hint - Hint that names the inputs for longer runs. */
export function readTimeout(
  inputs: JsonObject,
  hint: string,
  definition: TimeoutDefinition = definitions.timeout,
): { readonly timeoutMs: number; readonly issues: readonly Issue[] } {
  const timeoutMs = knownInput(inputs, "timeout") ?? definition.default;
  const { minimum, maximum } = definition.type;
  if (isIntegerIn(timeoutMs, definition.type)) return { timeoutMs, issues: [] };
  const found = typeof timeoutMs === "number" ? timeoutMs : `of type ${typeof timeoutMs}`;
  const reason = `timeout is ${found}, but must be an integer number of milliseconds from ${minimum} to ${maximum}`;
  return { timeoutMs: maximum, issues: [invalidInput("/timeout", reason, hint)] };
}

/**
 * Reads the input `waitFor` as milliseconds. @param fallbackMs - Value when it is omitted, unknown
 * or invalid.
 */
export function readWaitFor(
  inputs: JsonObject,
  fallbackMs: number,
): { readonly waitForMs: number; readonly issues: readonly Issue[] } {
  const given = knownInput(inputs, "waitFor");
  const waitForMs = given === undefined ? fallbackMs : parseDuration(given);
  if (waitForMs !== undefined) return { waitForMs, issues: [] };
  return {
    waitForMs: fallbackMs,
    issues: [invalidInput("/waitFor", "waitFor must be a duration", durationHint)],
  };
}

/** Returns whether a value is an integer in a range, bounds included. */
export function isIntegerIn(
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

/** Returns a schema to check with; `undefined` while any part of it is unknown. */
export function wholeSchema(schema: Json | undefined): Json | undefined {
  return hasUnknown(schema) ? undefined : schema;
}
