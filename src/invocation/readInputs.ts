import { actionInvocation, generationInputs, inputNames, type LogsMode } from "../model/actionInvocation.ts";
import type { AddressChoice } from "../model/address.ts";
import { type Json, type JsonObject, isJsonObject } from "../model/json.ts";
import { parseDuration } from "../model/duration.ts";
import { hasUnknown, unknownValue } from "../schema/unknownValue.ts";
import { checkParams, schemaFailures } from "./checkParams.ts";
import type { Issue } from "../model/issue.ts";
import type { Invocation } from "./invocation.ts";
import { jsonIssue } from "./jsonIssue.ts";
import { readLifecycleAction } from "./lifecycleAction.ts";
import {
  invalidInput,
  isIntegerIn,
  knownInput,
  readAction,
  readAddress,
  readTimeout,
  readWaitFor,
  unknownNameIssues,
  wholeSchema,
} from "./readCallInputs.ts";
import type { OnUnknown } from "../model/outcome.ts";
import { defaultRetry, type RetryBudget } from "../client/cloudFunctions.ts";

const { inputs: definitions } = actionInvocation;
const defaultWaitForMs = parseDuration(definitions.waitFor.default) as number;

/** Meaning of inputs, or all of their issues. */
export interface ReadInputs {
  /** Absent while there is an issue, or while an input that selects the address is unknown. */
  readonly invocation?: Invocation;
  /** `true` when any input is unknown. The invocation must not be sent then. */
  readonly hasUnknowns: boolean;
  /** `true` when an input that makes a generation is unknown. */
  readonly hasUnknownGeneration: boolean;
  readonly issues: readonly Issue[];
}

/**
 * Reads the plain inputs of an invocation: checks each, fills in defaults, resolves the address. An
 * unknown part passes every check that some value of it would pass.
 *
 * @param inputs - Inputs as in the table of inputs in the README.
 * @param defaults - Address inputs that apply where the invocation has none.
 */
export function readInputs(inputs: JsonObject, defaults: AddressChoice = {}): ReadInputs {
  const notJson = jsonIssue(inputs);
  if (notJson !== undefined) return { hasUnknowns: false, hasUnknownGeneration: false, issues: [notJson] };

  const issues: Issue[] = [];
  const add = (issue: Issue | undefined): void => {
    if (issue !== undefined) issues.push(issue);
  };
  const known = (name: string): Json | undefined => knownInput(inputs, name);

  issues.push(...unknownNameIssues(inputs, inputNames));
  const { action, issues: actionIssues } = readAction(inputs);
  const { address, issues: addressIssues } = readAddress(inputs, defaults);
  const { timeoutMs, issues: timeoutIssues } = readTimeout(inputs, timeoutHint);
  issues.push(...actionIssues, ...addressIssues, ...timeoutIssues);
  const { waitForMs, issues: waitIssues } = readWaitFor(inputs, defaultWaitForMs);
  issues.push(...waitIssues);
  const retry = readRetry(known("retry"));
  issues.push(...retry.issues);
  const onUnknown = known("onUnknown") ?? definitions.onUnknown.default;
  add(choiceIssue("onUnknown", onUnknown, "leave it out to stop when it is unknown whether the call ran"));
  const logs = known("logs") ?? definitions.logs.default;
  add(choiceIssue("logs", logs, "leave it out to print the logs of runs that failed"));

  const idempotency = readIdempotencyParam(known("idempotencyParam"), inputs["params"]);
  add(idempotency.issue);

  const paramsSchema = wholeSchema(inputs["paramsSchema"]);
  const resultSchema = wholeSchema(inputs["resultSchema"]);
  const wrongResultSchema = schemaFailures("resultSchema", resultSchema);
  issues.push(...wrongResultSchema);
  issues.push(...checkParams(idempotency.sentParams, paramsSchema));

  const owner = {
    packageName: action.packageName,
    timeoutMs,
    waitForMs,
    resultSchema: wrongResultSchema.length > 0 ? undefined : resultSchema,
  };
  const onUpdate = readLifecycleAction("onUpdate", inputs["onUpdate"], owner);
  const onDelete = readLifecycleAction("onDelete", inputs["onDelete"], owner);
  issues.push(...onUpdate.issues, ...onDelete.issues);

  const hasUnknowns = hasUnknown(inputs);
  const hasUnknownGeneration = hasUnknowns && generationInputs.some((name) => hasUnknown(inputs[name]));
  if (issues.length > 0 || address === undefined) return { hasUnknowns, hasUnknownGeneration, issues };
  const params = known("params") ?? definitions.params.default;
  return {
    hasUnknowns,
    hasUnknownGeneration,
    issues,
    invocation: {
      action,
      address,
      params,
      paramsSchema,
      resultSchema,
      timeoutMs,
      waitForMs,
      triggers: inputs["triggers"] ?? definitions.triggers.default,
      retry: retry.retry,
      onUnknown: onUnknown as OnUnknown,
      idempotencyParam: idempotency.name,
      ...(onUpdate.action === undefined ? {} : { onUpdate: onUpdate.action }),
      ...(onDelete.action === undefined ? {} : { onDelete: onDelete.action }),
      logs: logs as LogsMode,
    },
  };
}

function choiceIssue(name: "onUnknown" | "logs", value: Json, hint: string): Issue | undefined {
  const choices = Object.keys(definitions[name].type.values);
  if (typeof value === "string" && choices.includes(value)) return undefined;
  return invalidInput(`/${name}`, `${name} must be one of ${choices.join(", ")}`, hint);
}

const timeoutHint =
  "set timeout to the time that the gateway waits, and waitFor to the time to follow the action after that";

const retryHint = "write retry: { attempts: 4, budget: 60s }; attempts: 1 disables retries";

/** Reads the `retry` input: `{ attempts, budget }`. */
function readRetry(input: Json | undefined): {
  readonly retry: RetryBudget;
  readonly issues: readonly Issue[];
} {
  if (input === undefined) return { retry: defaultRetry, issues: [] };
  if (!isJsonObject(input)) {
    return { retry: defaultRetry, issues: [invalidInput("/retry", "retry must be an object", retryHint)] };
  }
  const { fields } = definitions.retry.type;
  const issues = Object.keys(input)
    .filter((key) => !Object.hasOwn(fields, key))
    .map((key) => invalidInput(`/retry/${key}`, `retry has no ${key}`, retryHint));
  const known = (key: string): Json | undefined => (input[key] === unknownValue ? undefined : input[key]);
  const attempts = known("attempts") ?? fields.attempts.default;
  const areAttempts = isIntegerIn(attempts, fields.attempts.type);
  if (!areAttempts) {
    const { minimum, maximum } = fields.attempts.type;
    const reason = `attempts must be an integer from ${minimum} to ${maximum}`;
    issues.push(invalidInput("/retry/attempts", reason, retryHint));
  }
  const budgetMs = parseDuration(known("budget") ?? fields.budget.default);
  if (budgetMs === undefined) {
    issues.push(invalidInput("/retry/budget", "budget must be a duration", retryHint));
  }
  return { retry: areAttempts && budgetMs !== undefined ? { attempts, budgetMs } : defaultRetry, issues };
}

/** Parsed value of the input `idempotencyParam`. */
export interface ReadIdempotencyParam {
  readonly name?: string;
  readonly issue?: Issue;
  /** Params as the action receives them, with an unknown key. */
  readonly sentParams: Json | undefined;
}

/** Reads the input `idempotencyParam`, and adds the named param to the params. */
function readIdempotencyParam(input: Json | undefined, params: Json | undefined): ReadIdempotencyParam {
  if (input === undefined) return { sentParams: params };
  const pointer = "/idempotencyParam";
  if (typeof input !== "string" || input === "") {
    const hint = "write a name, such as idempotencyParam: idempotencyKey";
    return {
      issue: invalidInput(pointer, "idempotencyParam must be the name of a param", hint),
      sentParams: params,
    };
  }
  if (params !== undefined && !isJsonObject(params)) return { name: input, sentParams: params };
  if (params !== undefined && Object.hasOwn(params, input)) {
    const hint = "remove it from params, or choose another name for the key of the generation";
    return {
      issue: invalidInput(pointer, "idempotencyParam names a param that exists", hint),
      sentParams: params,
    };
  }
  return { name: input, sentParams: { ...params, [input]: unknownValue } };
}
