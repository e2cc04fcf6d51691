import { actionInvocation } from "../model/actionInvocation.ts";
import { type ActionReference, nameIssue } from "../model/action.ts";
import type { Issue } from "../model/issue.ts";
import { isJsonObject, type Json, type JsonObject, toPointer } from "../model/json.ts";
import { mapStrings, parseTemplate, type PreviousPath, previousText } from "../model/template.ts";
import { nearest } from "../diagnostics/suggestions.ts";
import { schemaAllowsPath } from "../schema/schemaAllowsPath.ts";
import { unknownValue } from "../schema/unknownValue.ts";
import { checkParams } from "./checkParams.ts";
import { invalidInput, knownInput, readTimeout, readWaitFor, wholeSchema } from "./readCallInputs.ts";

/** Separate action that an update or a deletion calls. */
export interface LifecycleAction {
  readonly action: ActionReference;
  /** Params, possibly with templates (see `model/template.ts`). @default the params of the resource */
  readonly params?: JsonObject;
  readonly paramsSchema?: Json;
  /** Time that the gateway waits, milliseconds. */
  readonly timeoutMs: number;
  /** Time to follow the activation, milliseconds. */
  readonly waitForMs: number;
}

/** Name of an input that holds a lifecycle action. */
export type LifecycleInput = "onUpdate" | "onDelete";

/** Values of the resource that a lifecycle action defaults to or is checked against. */
export interface LifecycleOwner {
  readonly packageName: string;
  readonly timeoutMs: number;
  readonly waitForMs: number;
  readonly resultSchema: Json | undefined;
}

/** Parsed value of an input that holds a lifecycle action. */
export interface ReadLifecycleAction {
  /** Absent when the input is absent, unknown, or has an issue. */
  readonly action?: LifecycleAction;
  readonly issues: readonly Issue[];
}

const { fields } = actionInvocation.inputs.onUpdate.type;
const names = Object.keys(fields);
const timeoutHint = "leave it out to wait as long as for the action of the resource";

/** Reads `onUpdate` or `onDelete`. An unknown part passes every check that some value of it would pass. */
export function readLifecycleAction(
  name: LifecycleInput,
  input: Json | undefined,
  owner: LifecycleOwner,
): ReadLifecycleAction {
  if (input === undefined || input === unknownValue) return { issues: [] };
  const hint = `write ${name}: { actionName: NAME, params: { … } }`;
  if (!isJsonObject(input)) return { issues: [invalidInput(`/${name}`, `${name} must be an object`, hint)] };
  const issues: Issue[] = [];
  const below = (issue: Issue): Issue => ({ ...issue, pointer: `/${name}${issue.pointer}` });
  for (const key of Object.keys(input)) {
    if (Object.hasOwn(fields, key)) continue;
    const near = nearest(key, names);
    const known = near === undefined ? `the keys are ${names.join(", ")}` : `did you mean ${near}?`;
    issues.push(invalidInput(`/${name}${toPointer([key])}`, `${name} has no ${key}`, known));
  }
  const packageName = knownInput(input, "packageName") ?? owner.packageName;
  const actionName = knownInput(input, "actionName");
  for (const [field, value] of Object.entries({ packageName, actionName }) as ["packageName", Json][]) {
    const issue = value === undefined ? undefined : nameIssue(field, value);
    if (issue !== undefined) issues.push(below(issue));
  }
  if (input["actionName"] === undefined)
    issues.push(invalidInput(`/${name}/actionName`, "actionName is missing", hint));
  const { timeoutMs, issues: timeoutIssues } = readTimeout(input, timeoutHint, {
    type: fields.timeout.type,
    default: owner.timeoutMs,
  });
  const { waitForMs, issues: waitIssues } = readWaitFor(input, owner.waitForMs);
  issues.push(...[...timeoutIssues, ...waitIssues].map(below));
  const { params, paramsSchema } = input;
  issues.push(...checkTemplates(params, owner.resultSchema).map(below));
  const schema = wholeSchema(paramsSchema);
  // Without its own params, the sent params are known only when the call is made.
  issues.push(...checkParams(params === undefined ? unknownValue : openTemplates(params), schema).map(below));
  if (issues.length > 0 || actionName === undefined) return { issues };
  return {
    issues,
    action: {
      action: { packageName: packageName as string, actionName: actionName as string },
      ...(params === undefined ? {} : { params: params as JsonObject }),
      ...(schema === undefined ? {} : { paramsSchema: schema }),
      timeoutMs,
      waitForMs,
    },
  };
}

/** Returns the issues of the references in params. */
function checkTemplates(params: Json | undefined, resultSchema: Json | undefined): readonly Issue[] {
  if (params === undefined) return [];
  const issues: Issue[] = [];
  mapStrings(params, (text, at) => {
    const pointer = `/params${toPointer(at)}`;
    const { parts, reason: mistake } = parseTemplate(text);
    if (mistake !== undefined) {
      const hint = "write ${previous.params.NAME} or ${previous.result.NAME}; $${previous for ${previous";
      issues.push(invalidInput(pointer, mistake, hint));
    }
    for (const part of parts ?? []) {
      if (typeof part === "string" || !isRuledOut(part.path, resultSchema)) continue;
      const reason = `refers to ${previousText(part.path)}, which resultSchema excludes`;
      issues.push(invalidInput(pointer, reason, "compare it with resultSchema"));
    }
    return text;
  });
  return issues;
}

function isRuledOut([part, ...path]: PreviousPath, resultSchema: Json | undefined): boolean {
  return part === "result" && resultSchema !== undefined && !schemaAllowsPath(resultSchema, path);
}

/** Replaces each string that contains a reference by the unknown value. */
function openTemplates(params: Json): Json {
  return mapStrings(params, (text) => {
    const [only, ...others] = parseTemplate(text).parts ?? [];
    return typeof only === "string" && others.length === 0 ? only : unknownValue;
  });
}
