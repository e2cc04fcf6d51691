import { checkParams, schemaFailures } from "../invocation/checkParams.ts";
import { jsonHash } from "../invocation/invocation.ts";
import { jsonIssue } from "../invocation/jsonIssue.ts";
import {
  durationHint,
  invalidInput,
  isIntegerIn,
  knownInput,
  readAction,
  readAddress,
  readTimeout,
  unknownNameIssues,
  wholeSchema,
} from "../invocation/readCallInputs.ts";
import { type ActionReference, formatActionUrl } from "../model/action.ts";
import { actionCheck, checkGenerationInputs, checkInputNames } from "../model/actionCheck.ts";
import type { Address, AddressChoice } from "../model/address.ts";
import { formatDuration, parseDuration } from "../model/duration.ts";
import type { Issue } from "../model/issue.ts";
import type { Json, JsonObject } from "../model/json.ts";
import { hasUnknown } from "../schema/unknownValue.ts";

const { inputs: definitions } = actionCheck;
/** Minimum period, milliseconds. A shorter one would be a load test. */
const shortestPeriodMs = 100;
const longestTimeMs = 86_400_000;

/** Check of an action with every default filled in. */
export interface Check {
  readonly action: ActionReference;
  readonly address: Address;
  readonly params: JsonObject;
  /** JSON Schema that a healthy result satisfies, if any. */
  readonly resultSchema: Json | undefined;
  /** `true` when the run itself must succeed. */
  readonly success: boolean;
  /** Healthy calls in a row that end the check. */
  readonly successes: number;
  /** Time from the start of one call to the start of the next, milliseconds. */
  readonly everyMs: number;
  /** Time in which the action must become healthy, milliseconds. */
  readonly withinMs: number;
  /** Time that the gateway waits, milliseconds, `1` to `60000`. */
  readonly timeoutMs: number;
  /** Values whose change checks again. */
  readonly triggers: Json;
}

/** Meaning of the inputs of a check, or all of their issues. */
export interface ReadCheck {
  /** Absent while there is an issue, or while an input that selects the address is unknown. */
  readonly check?: Check;
  /** `true` when any input is unknown. The action must not be called then. */
  readonly hasUnknowns: boolean;
  /** `true` when an input whose change checks again is unknown. */
  readonly hasUnknownGeneration: boolean;
  readonly issues: readonly Issue[];
}

/**
 * Reads the plain inputs of a check: checks each, fills in defaults, resolves the address. An
 * unknown part passes every check that some value of it would pass.
 *
 * @param defaults - Address inputs that apply where the check has none.
 * @param stepTimeoutMs - Pulumi's custom time-out for the step, milliseconds.
 */
export function readCheck(
  inputs: JsonObject,
  defaults: AddressChoice = {},
  stepTimeoutMs: number = Infinity,
): ReadCheck {
  const notJson = jsonIssue(inputs);
  if (notJson !== undefined) return { hasUnknowns: false, hasUnknownGeneration: false, issues: [notJson] };

  const { action, issues: actionIssues } = readAction(inputs);
  const { address, issues: addressIssues } = readAddress(inputs, defaults);
  const timeout = readTimeout(inputs, "set timeout to how long a healthy run may take", definitions.timeout);
  const condition = readCondition(inputs);
  const schedule = readSchedule(inputs, condition.successes, stepTimeoutMs);
  const issues = [
    ...unknownNameIssues(inputs, checkInputNames),
    ...actionIssues,
    ...addressIssues,
    ...timeout.issues,
    ...condition.issues,
    ...schedule.issues,
    ...checkParams(inputs["params"], wholeSchema(inputs["paramsSchema"])),
  ];

  const hasUnknowns = hasUnknown(inputs);
  const hasUnknownGeneration = hasUnknowns && checkGenerationInputs.some((name) => hasUnknown(inputs[name]));
  if (issues.length > 0 || address === undefined) return { hasUnknowns, hasUnknownGeneration, issues };
  const { success, successes, resultSchema } = condition;
  const { everyMs, withinMs } = schedule;
  return {
    hasUnknowns,
    hasUnknownGeneration,
    issues,
    check: {
      action,
      address,
      params: knownInput(inputs, "params") ?? definitions.params.default,
      resultSchema,
      success,
      successes,
      everyMs,
      withinMs,
      timeoutMs: timeout.timeoutMs,
      triggers: inputs["triggers"] ?? definitions.triggers.default,
    },
  };
}

/** Returns the identity of a check: a hash of exactly the inputs whose change checks again. */
export function checkFingerprint(check: Check): string {
  const { params, triggers, success, successes, resultSchema } = check;
  return jsonHash([formatActionUrl(check), params, triggers, success, successes, resultSchema ?? null]);
}

type Condition = Pick<Check, "success" | "successes" | "resultSchema"> & {
  readonly issues: readonly Issue[];
};

function readCondition(inputs: JsonObject): Condition {
  const issues: Issue[] = [];
  const success = knownInput(inputs, "success") ?? definitions.success.default;
  if (typeof success !== "boolean") {
    issues.push(
      invalidInput(
        "/success",
        "success must be true or false",
        "leave it out to require that the run succeeds",
      ),
    );
  } else if (!success && inputs["resultSchema"] === undefined) {
    const reason = "success is false and there is no resultSchema, so that every run would be healthy";
    issues.push(invalidInput("/success", reason, "add resultSchema, or leave success out"));
  }
  const successes = knownInput(inputs, "successes") ?? definitions.successes.default;
  const isCount = isIntegerIn(successes, definitions.successes.type);
  if (!isCount) {
    const { minimum, maximum } = definitions.successes.type;
    const reason = `successes must be an integer from ${minimum} to ${maximum}`;
    issues.push(
      invalidInput("/successes", reason, "leave it out to end the check with the first healthy call"),
    );
  }
  const resultSchema = wholeSchema(inputs["resultSchema"]);
  issues.push(...schemaFailures("resultSchema", resultSchema));
  return { success: success !== false, successes: isCount ? successes : 1, resultSchema, issues };
}

type Schedule = Pick<Check, "everyMs" | "withinMs"> & { readonly issues: readonly Issue[] };

function readSchedule(inputs: JsonObject, successes: number, stepTimeoutMs: number): Schedule {
  const everyMs = parseDuration(knownInput(inputs, "every") ?? definitions.every.default);
  const withinMs = parseDuration(knownInput(inputs, "within") ?? definitions.within.default);
  const issues: Issue[] = [];
  if (everyMs === undefined) issues.push(invalidInput("/every", "every must be a duration", durationHint));
  else if (everyMs < shortestPeriodMs) {
    const least = formatDuration(shortestPeriodMs);
    const reason = `every is ${formatDuration(everyMs)}, shorter than ${least}`;
    issues.push(invalidInput("/every", reason, `write at least ${least}`));
  }
  if (withinMs === undefined) issues.push(invalidInput("/within", "within must be a duration", durationHint));
  if (issues.length > 0 || everyMs === undefined || withinMs === undefined) {
    return { everyMs: 0, withinMs: 0, issues };
  }
  const neededMs = everyMs * successes;
  const within = `within is ${formatDuration(withinMs)}`;
  if (withinMs < neededMs && areKnown(inputs, ["every", "within", "successes"])) {
    const reason = `${within}, shorter than every times successes (${formatDuration(everyMs)} × ${successes})`;
    const hint = `set within to at least ${formatDuration(neededMs)}, or lower every or successes`;
    issues.push(invalidInput("/within", reason, hint));
  }
  if (withinMs > longestTimeMs) {
    const most = formatDuration(longestTimeMs);
    issues.push(invalidInput("/within", `${within}, longer than ${most}`, `write at most ${most}`));
  } else if (withinMs > stepTimeoutMs && areKnown(inputs, ["within"])) {
    const reason = `${within}, longer than the custom time-out of the resource (${formatDuration(stepTimeoutMs)})`;
    issues.push(
      invalidInput("/within", reason, "lower within, or raise create and update of customTimeouts"),
    );
  }
  return { everyMs, withinMs, issues };
}

function areKnown(inputs: JsonObject, names: readonly string[]): boolean {
  return names.every((name) => !hasUnknown(inputs[name]));
}
