import type { ResourceHookArgs } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { KeyPolicy } from "../../invocation/callByKey.ts";
import { jsonIssue } from "../../invocation/jsonIssue.ts";
import { readInputs } from "../../invocation/readInputs.ts";
import { actionLabel, formatActionUrl } from "../../model/action.ts";
import type { JsonObject } from "../../model/json.ts";
import type { ResourceKey } from "../../model/resourceKey.ts";
import type { StepInputs } from "../../resource/steps.ts";
import { isLater, secretPointers, withSchemaFiles, withoutUndefined } from "../programInputs.ts";
import type { ActionHookArgs, HookArgs } from "./hookArgs.ts";
import { hookKey, type HookMoment } from "./hookKey.ts";
import { type ProgramRun, stepId } from "./programRun.ts";
import { valueOf } from "./resourceOutputs.ts";

/** Definition of a hook. */
export interface DefinedHook {
  readonly name: string;
  readonly args: ActionHookArgs<never>;
  /** Name of the release, for a hook that is called once per release. */
  readonly release: string | undefined;
  readonly run: ProgramRun;
}

/** Arguments of a hook, and the moment at which it runs. */
export interface HookOccasion {
  readonly moment: HookMoment;
  readonly args: ResourceHookArgs;
}

/**
 * Returns the key of a hook's step. With `once: "change"` the key includes the id of the resource,
 * so that a recreated resource has new steps.
 */
export function keyOfStep(
  { name, args }: Pick<DefinedHook, "name" | "args">,
  moment: HookMoment,
  { urn, id }: Pick<ResourceHookArgs, "urn" | "id">,
): ResourceKey {
  const isOfInstance = once(args) === "change" && (moment === "delete" || moment.endsWith("Update"));
  return hookKey({ urn, hook: name, moment, id: isOfInstance ? id : undefined });
}

/** Returns the `once` argument of a hook. */
export function once(args: Pick<ActionHookArgs, "once">): NonNullable<ActionHookArgs["once"]> {
  return args.once ?? "change";
}

/**
 * Calls the action of a hook, unless the call was already made. Notes a failure in the journal, so
 * that the next deployment repeats the call.
 * @throws NcfError when it failed, unless the hook only warns
 */
export async function runHook(hook: DefinedHook, occasion: HookOccasion): Promise<void> {
  const { name, run } = hook;
  const { moment, args } = occasion;
  const step = stepId({ urn: args.urn, hook: name, moment });
  try {
    await callHook(hook, occasion);
    run.ran.set(step, true);
  } catch (error) {
    run.ran.set(step, false);
    const why = error instanceof Error ? error.message : String(error);
    const problem = await noteDue(hook, occasion);
    const text = problem === undefined ? why : `${why}\n${problem}`;
    if (hook.args.onFailure !== "warn") throw new Error(text, { cause: error });
    run.log("warning", `hook ${name}: ${text}`, args.urn);
  }
}

async function callHook(hook: DefinedHook, { moment, args }: HookOccasion): Promise<void> {
  const { run } = hook;
  const key = keyOfStep(hook, moment, args);
  run.announce(key, args.urn);
  const step = { ...(await readStep(hook, args)), key };
  const policy = policyOf(hook);
  const { lifecycle, steps } = run.runtime();
  if (await steps.isDone(step, policy)) {
    run.log("info", `hook ${hook.name}: called by an earlier deployment; not calling again`, args.urn);
    return;
  }
  const { error } = await lifecycle.callByKey(step, policy);
  if (error !== undefined) throw error;
}

function policyOf({ args, release }: DefinedHook): KeyPolicy {
  const again: KeyPolicy = { onOther: "call", onFailed: "call", onRunning: "wait" };
  switch (once(args)) {
    case "change":
      return again;
    case "release":
      return { ...again, identity: { release: release ?? "" } };
    case "ever":
      return { ...again, identity: {} };
  }
}

/** Returns the inputs of the call, with the params from the hook's arguments. */
async function readStep(hook: DefinedHook, args: ResourceHookArgs): Promise<Omit<StepInputs, "key">> {
  const { params, triggers, once: _once, release: _release, onFailure: _onFailure, ...rest } = hook.args;
  const given = args as HookArgs<never>;
  const inputs = withoutUndefined({
    ...rest,
    params: typeof params === "function" ? await attempt(hook.name, "params", () => params(given)) : params,
    triggers:
      typeof triggers === "function" ? await attempt(hook.name, "triggers", () => triggers(given)) : triggers,
    paramsSchema: withSchemaFiles(rest.paramsSchema),
    resultSchema: withSchemaFiles(rest.resultSchema),
  });
  const issue = jsonIssue(inputs, isLater);
  if (issue !== undefined) {
    const { code, pointer, reason, hint } = issue;
    throw new NcfError(code, { reason: `${pointer} ${reason}`, hint });
  }
  const [value, pointers] = await Promise.all([valueOf(inputs), secretPointers(inputs)]);
  return {
    inputs: JSON.parse(JSON.stringify(value)) as JsonObject,
    secretPointers: pointers ?? [],
  };
}

async function attempt<T>(hook: string, what: string, compute: () => T): Promise<T> {
  try {
    return compute();
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new NcfError("NCF_INPUT_INVALID", {
      reason: `the function ${what} of hook ${hook} failed: ${why}`,
      hint: "see docs/hooks.md for the inputs and outputs of each operation",
      cause,
    });
  }
}

/**
 * Notes in the journal that the step is due, and the following hooks, which Pulumi no longer runs.
 * Returns an explanation when that is not possible.
 */
async function noteDue(hook: DefinedHook, { moment, args }: HookOccasion): Promise<string | undefined> {
  if (moment === "delete") {
    return "  before a deletion: the resource is kept, and the next deletion calls again\n  after a deletion: the resource is deleted; call the action by hand, for example with ncf invoke";
  }
  const { run } = hook;
  const { steps } = run.runtime();
  const hooks = run.bound.get(boundId(args.urn, moment)) ?? [];
  const from = hooks.findIndex(({ name }) => name === hook.name);
  const due = from === -1 ? [hook] : hook.args.onFailure === "warn" ? [hook] : hooks.slice(from);
  try {
    await Promise.all(due.map((one) => steps.note(keyOfStep(one, moment, args), actionOf(one))));
    return undefined;
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return `  the next up cannot repeat the call: ${error.reason}`;
  }
}

/** Returns the id of the hooks that a resource runs at one moment. */
export function boundId(urn: string, moment: HookMoment): string {
  return JSON.stringify([urn, moment]);
}

/** Returns the URL of the action of a hook, or its label when the address is unknown. */
function actionOf({ args, run }: DefinedHook): string {
  const { packageName = "-", actionName, platform, region, site, apiVersion, endpoint } = args;
  const plain = Object.entries({ packageName, actionName, platform, region, site, apiVersion, endpoint });
  const inputs = Object.fromEntries(plain.filter(([, value]) => typeof value === "string")) as JsonObject;
  const { invocation } = readInputs(inputs, run.settings.address);
  if (invocation !== undefined) return formatActionUrl(invocation);
  return actionLabel({
    packageName: String(inputs["packageName"]),
    actionName: String(inputs["actionName"]),
  });
}
