import { actionInvocation } from "../model/actionInvocation.ts";
import { parseDuration } from "../model/duration.ts";
import type { Issue } from "../model/issue.ts";
import type { Json } from "../model/json.ts";
import { unknownValue } from "../schema/unknownValue.ts";

const { inputs: definitions } = actionInvocation;

/** Hint for a value that is not a duration. */
const durationHint = "write milliseconds, or a string such as 90s, 10m, 1h30m";

/** Returns the issue of an input that is missing, has the wrong type, or is not defined. */
export function inputIssue(pointer: string, reason: string, hint: string): Issue {
  return { code: "NCF_INPUT_INVALID", pointer, reason, hint };
}

/** Returns a value, or `undefined` while it is not known yet. */
export function ifKnown(value: Json | undefined): Json | undefined {
  return value === unknownValue ? undefined : value;
}

/** Reports whether a value is an integer within bounds, both inclusive. */
export function isIntegerIn(
  value: unknown,
  { minimum, maximum }: { readonly minimum: number; readonly maximum: number },
): value is number {
  return Number.isInteger(value) && (value as number) >= minimum && (value as number) <= maximum;
}

/** Value of a field, with the issue where it cannot be used; the default then. */
export interface ReadField {
  readonly value: number;
  readonly issue?: Issue;
}

/** Reads a `timeout` in milliseconds. @param fallback - Value where it is omitted or not known yet. */
export function readTimeout(input: Json | undefined, pointer: string, fallback: number): ReadField {
  const timeoutMs = ifKnown(input) ?? fallback;
  if (isIntegerIn(timeoutMs, definitions.timeout.type)) return { value: timeoutMs };
  const { minimum, maximum } = definitions.timeout.type;
  const found = typeof timeoutMs === "number" ? timeoutMs : `of type ${typeof timeoutMs}`;
  const issue = inputIssue(
    pointer,
    `timeout is ${found}, not a whole number of milliseconds from ${minimum} to ${maximum}`,
    "set timeout to how long the gateway waits, and waitFor to how long to follow the action after that",
  );
  return { value: fallback, issue };
}

/** Reads a `waitFor` as milliseconds. @param fallback - Value where it is omitted or not known yet. */
export function readWaitFor(input: Json | undefined, pointer: string, fallback: number): ReadField {
  const given = ifKnown(input);
  const value = given === undefined ? fallback : parseDuration(given);
  if (value !== undefined) return { value };
  return { value: fallback, issue: inputIssue(pointer, "waitFor is not a duration", durationHint) };
}
