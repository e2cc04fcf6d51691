import type { ErrorCode } from "../model/errorCatalogue.ts";
import { nearest } from "../diagnostics/suggestions.ts";
import { generationInputs, inputNames } from "../model/actionInvocation.ts";
import { type ActionReference, nameIssue } from "../model/action.ts";
import { type Address, type AddressChoice, resolveAddress } from "../model/address.ts";
import { type Json, type JsonObject, isJsonObject } from "../model/json.ts";
import { parseDuration } from "../model/duration.ts";
import { hasUnknown } from "../schema/hasUnknown.ts";
import { unknownValue } from "../schema/unknownValue.ts";
import { checkParams, schemaFailures } from "./checkParams.ts";
import type { Issue } from "../model/issue.ts";
import type { Invocation } from "./invocation.ts";
import { jsonIssue } from "./jsonIssue.ts";
import { onUnknownChoices, type OnUnknown } from "./settleClaim.ts";
import { defaultRetry, type RetryBudget } from "../client/cloudFunctions.ts";

const longestTimeoutMs = 60_000;
// The longest action (5 minutes) plus the lag until its record can be read, rounded up.
const defaultWaitForMs = 360_000;
const addressFields = ["site", "region", "apiVersion", "platform", "endpoint"] as const;
/** Meaning of inputs, or all of their issues. */
export interface ReadInputs {
  /** Absent while there is a failure, or while an input that picks the call is not known yet. */
  readonly invocation?: Invocation;
  /** Whether any input is not known yet. Its invocation must not be sent. */
  readonly hasUnknowns: boolean;
  /** Whether that is so for an input that makes a generation. */
  readonly hasUnknownGeneration: boolean;
  readonly issues: readonly Issue[];
}

/**
 * Reads the plain inputs of an invocation: checks each, fills in defaults, resolves the address. Parts that are not known
 * yet pass every check that they could still pass.
 *
 * @param inputs - As in the README's table of inputs.
 * @param defaults - What picks the address where the inputs do not.
 */
export function readInputs(inputs: JsonObject, defaults: AddressChoice = {}): ReadInputs {
  const notJson = jsonIssue(inputs);
  if (notJson !== undefined) return { hasUnknowns: false, hasUnknownGeneration: false, issues: [notJson] };

  const failures: Issue[] = [];
  const add = (code: ErrorCode, problem: Omit<Issue, "code"> | undefined): void => {
    if (problem !== undefined) failures.push({ code, ...problem });
  };
  const known = (name: string): Json | undefined =>
    inputs[name] === unknownValue ? undefined : inputs[name];

  for (const name of Object.keys(inputs)) add("NCF_INPUT_INVALID", unknownNameProblem(name));

  const action: ActionReference = {
    packageName: (known("packageName") ?? "-") as string,
    actionName: (known("actionName") ?? "") as string,
  };
  add("NCF_NAME_INVALID", nameIssue("packageName", action.packageName));
  if (inputs["actionName"] === undefined) {
    add("NCF_INPUT_INVALID", {
      pointer: "/actionName",
      reason: "actionName is missing",
      hint: "say which action to call, such as actionName: migrate",
    });
  } else if (inputs["actionName"] !== unknownValue) {
    add("NCF_NAME_INVALID", nameIssue("actionName", action.actionName));
  }

  const { address, failures: addressFailures } = readAddress(inputs, defaults);
  failures.push(...addressFailures);

  const timeoutMs = known("timeout") ?? longestTimeoutMs;
  if (!isTimeout(timeoutMs)) {
    add("NCF_INPUT_INVALID", {
      pointer: "/timeout",
      reason: `timeout is ${typeof timeoutMs === "number" ? timeoutMs : `of type ${typeof timeoutMs}`}, not a whole number of milliseconds from 0 to ${longestTimeoutMs}`,
      hint: "it is how long the gateway waits; write waitFor for how long to follow the action after that",
    });
  }
  const waitForMs = parseDuration(known("waitFor") ?? defaultWaitForMs);
  if (waitForMs === undefined) {
    add("NCF_INPUT_INVALID", {
      pointer: "/waitFor",
      reason: "waitFor is not a duration",
      hint: "write milliseconds, or text such as 90s, 10m, 1h30m",
    });
  }
  const retry = readRetry(known("retry"));
  for (const problem of retry.problems) add("NCF_INPUT_INVALID", problem);
  const onUnknown = known("onUnknown") ?? "fail";
  if (!isOnUnknown(onUnknown)) {
    add("NCF_INPUT_INVALID", {
      pointer: "/onUnknown",
      reason: `onUnknown is none of ${onUnknownChoices.join(", ")}`,
      hint: "leave it out to stop when nobody can tell whether the call ran",
    });
  }

  const idempotency = readIdempotencyParam(known("idempotencyParam"), inputs["params"]);
  add("NCF_INPUT_INVALID", idempotency.problem);

  // A schema is used whole or, while a part of it is not known yet, not at all.
  const [paramsSchema, resultSchema] = [inputs["paramsSchema"], inputs["resultSchema"]].map((schema) =>
    hasUnknown(schema) ? undefined : schema,
  );
  failures.push(...schemaFailures("resultSchema", resultSchema));
  failures.push(...checkParams(idempotency.sentParams, paramsSchema));

  const hasUnknowns = hasUnknown(inputs);
  const hasUnknownGeneration = hasUnknowns && generationInputs.some((name) => hasUnknown(inputs[name]));
  if (failures.length > 0 || address === undefined)
    return { hasUnknowns, hasUnknownGeneration, issues: failures };
  const params = known("params") ?? {};
  return {
    hasUnknowns,
    hasUnknownGeneration,
    issues: failures,
    invocation: {
      action,
      address,
      params: params as JsonObject,
      paramsSchema,
      resultSchema,
      timeoutMs: timeoutMs as number,
      waitForMs: waitForMs as number,
      triggers: inputs["triggers"] ?? [],
      retry: retry.retry,
      onUnknown: onUnknown as OnUnknown,
      idempotencyParam: idempotency.name,
    },
  };
}

function unknownNameProblem(name: string): Omit<Issue, "code"> | undefined {
  if ((inputNames as readonly string[]).includes(name)) return undefined;
  const near = nearest(name, inputNames);
  return {
    pointer: `/${name}`,
    reason: `${name} is not an input`,
    hint: near === undefined ? `the inputs are ${inputNames.join(", ")}` : `did you mean ${near}?`,
  };
}

function readAddress(
  inputs: JsonObject,
  defaults: AddressChoice,
): { readonly address?: Address; readonly failures: readonly Issue[] } {
  if (addressFields.some((field) => inputs[field] === unknownValue)) return { failures: [] };
  const choice = Object.fromEntries(addressFields.map((field) => [field, inputs[field] ?? defaults[field]]));
  const { address, issues } = resolveAddress(choice);
  return address === undefined ? { failures: issues } : { address, failures: [] };
}

function isOnUnknown(value: unknown): value is OnUnknown {
  return (onUnknownChoices as readonly unknown[]).includes(value);
}

function isTimeout(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= longestTimeoutMs;
}

const retryHint = "write retry: { attempts: 4, budget: 60s }; attempts: 1 never tries again";

/** Reads the `retry` input: `{ attempts, budget }`, by default 4 attempts within 60 seconds. */
export function readRetry(input: Json | undefined): {
  readonly retry: RetryBudget;
  readonly problems: readonly Omit<Issue, "code">[];
} {
  if (input === undefined) return { retry: defaultRetry, problems: [] };
  if (!isJsonObject(input)) {
    return {
      retry: defaultRetry,
      problems: [{ pointer: "/retry", reason: "retry is not an object", hint: retryHint }],
    };
  }
  const problems: Omit<Issue, "code">[] = [];
  for (const key of Object.keys(input)) {
    if (key !== "attempts" && key !== "budget") {
      problems.push({ pointer: `/retry/${key}`, reason: `retry has no ${key}`, hint: retryHint });
    }
  }
  const known = (key: string): Json | undefined => (input[key] === unknownValue ? undefined : input[key]);
  const attempts = known("attempts") ?? defaultRetry.attempts;
  if (!Number.isInteger(attempts) || (attempts as number) < 1 || (attempts as number) > 100) {
    const reason = "attempts is not a whole number from 1 to 100";
    problems.push({ pointer: "/retry/attempts", reason, hint: retryHint });
  }
  const budgetMs = parseDuration(known("budget") ?? defaultRetry.budgetMs);
  if (budgetMs === undefined) {
    problems.push({ pointer: "/retry/budget", reason: "budget is not a duration", hint: retryHint });
  }
  return problems.length > 0
    ? { retry: defaultRetry, problems }
    : { retry: { attempts: attempts as number, budgetMs: budgetMs as number }, problems };
}

/** What comes of the input `idempotencyParam`. */
export interface ReadIdempotencyParam {
  readonly name?: string;
  readonly problem?: Omit<Issue, "code">;
  /** The params as the action will get them, with a key that is not known yet. */
  readonly sentParams: Json | undefined;
}

/** Reads the input `idempotencyParam`, and adds the param that it names to the others. */
export function readIdempotencyParam(
  input: Json | undefined,
  params: Json | undefined,
): ReadIdempotencyParam {
  if (input === undefined) return { sentParams: params };
  const pointer = "/idempotencyParam";
  if (typeof input !== "string" || input === "") {
    const hint = "write a name, such as idempotencyParam: idempotencyKey";
    return {
      problem: { pointer, reason: "idempotencyParam is not the name of a param", hint },
      sentParams: params,
    };
  }
  if (params !== undefined && !isJsonObject(params)) return { name: input, sentParams: params };
  if (params !== undefined && Object.hasOwn(params, input)) {
    const hint = "take it out of params, or pick another name: the key of the generation goes there";
    return {
      problem: { pointer, reason: "idempotencyParam names a param that is there already", hint },
      sentParams: params,
    };
  }
  return { name: input, sentParams: { ...params, [input]: unknownValue } };
}
