import * as pulumi from "@pulumi/pulumi";
import { issueError, NcfError } from "../../diagnostics/ncfError.ts";
import { readInputs } from "../../invocation/readInputs.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import { nodePorts } from "../../ports/nodePorts.ts";
import { inlineSchemaFiles } from "../../schema/inlineSchemaFiles.ts";
import { hasUnknown, unknownValue } from "../../schema/unknownValue.ts";
import { inProgram } from "../programError.ts";
import { isLater } from "../programInputs.ts";
import { trackHook } from "./bindHooks.ts";
import { findRelease } from "./findRelease.ts";
import type { ActionHookArgs, AnyProperties } from "./hookArgs.ts";
import { boundId, type DefinedHook, once, runHook } from "./hookCall.ts";
import { type HookMoment, hookKey, momentOf } from "./hookKey.ts";
import { currentRun, type ProgramRun } from "./programRun.ts";

/**
 * Returns a Pulumi hook that calls an action before or after a resource of any provider is created,
 * updated or deleted. The call is made once, even if Pulumi runs the hook again. The next `up`
 * repeats a failed call, even if the resource did not change. A preview calls nothing.
 *
 * Use `invokeAfter` instead when the call is a part of the stack: it has a state and outputs.
 *
 * @example
 * ```ts
 * import { actionHook } from "pulumi-ncloud-functions";
 * import { local } from "@pulumi/command";
 *
 * const warm = actionHook<local.Command>("warm", {
 *   actionName: "warm-cache",
 *   params: ({ newOutputs }) => ({ version: newOutputs?.stdout }),
 * });
 * new local.Command("site", { create: "./deploy.sh" }, { hooks: { afterCreate: [warm], afterUpdate: [warm] } });
 * ```
 * @typeParam R - Type of the resource, or of its outputs, which types the arguments of `params` and
 * `triggers`.
 * @param name - Name of the hook, unique in the program. Together with the resource it identifies
 * the call, so that a new name is a new call.
 * @throws NcfError NCF_INPUT_INVALID for a name that is empty or not unique, and for other invalid
 * arguments
 */
export function actionHook<R = AnyProperties>(name: string, args: ActionHookArgs<R>): pulumi.ResourceHook {
  return inProgram(() => defineHook(name, args as ActionHookArgs<never>));
}

function defineHook(name: string, args: ActionHookArgs<never>): pulumi.ResourceHook {
  const run = currentRun();
  requireName(name, run);
  const { env } = nodePorts();
  const hook: DefinedHook = {
    name,
    args,
    release: once(args) === "release" ? findRelease(name, args.release, env) : undefined,
    run,
  };
  requireValid(hook);
  const made = new pulumi.ResourceHook(name, (given) =>
    run.during(() => runHook(hook, { moment: boundMoment(hook, given), args: given })),
  );
  trackHook(made, hook);
  return made;
}

function requireName(name: unknown, run: ProgramRun): void {
  const hint = 'add a unique name: actionHook("notify", { … })';
  if (typeof name !== "string" || name === "") {
    throw new NcfError("NCF_INPUT_INVALID", {
      reason: "a hook has no name, which Pulumi and the journal require",
      hint,
    });
  }
  if (run.names.has(name)) {
    throw new NcfError("NCF_INPUT_INVALID", { reason: `two hooks have the name ${name}`, hint });
  }
  run.names.add(name);
}

/** Checks everything that is known before the hook runs. @throws NcfError for the first issue */
function requireValid({ name, args, run }: DefinedHook): void {
  const { once: mode, onFailure, release: _release, params, triggers, ...rest } = args;
  requireOneOf(name, "once", mode, ["change", "release", "ever"]);
  requireOneOf(name, "onFailure", onFailure, ["fail", "warn"]);
  const isFunction = (value: unknown): boolean => typeof value === "function";
  const inputs = knownParts({
    ...rest,
    params: isFunction(params) ? unknownValue : params,
    triggers: isFunction(triggers) ? unknownValue : triggers,
    paramsSchema: knownSchema(rest.paramsSchema),
    resultSchema: knownSchema(rest.resultSchema),
  }) as JsonObject;
  // Without a stack, as in a test with mocks, credentials are not required.
  const stack = pulumi.runtime.getStackResource();
  const issues =
    stack === undefined
      ? readInputs(inputs, run.settings.address).issues
      : run.runtime().lifecycle.check({ inputs, secretPointers: [], key: placeOf(name) });
  const [first] = issues;
  if (first !== undefined) throw issueError(first, `hook ${name}`);
}

function requireOneOf(hook: string, argument: string, value: unknown, choices: readonly string[]): void {
  if (value === undefined || choices.includes(value as string)) return;
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: `hook ${hook}: ${argument} must be one of ${choices.join(", ")}`,
    hint: `leave it out to use ${choices[0]}`,
  });
}

function placeOf(hook: string): ReturnType<typeof hookKey> {
  const urn = `urn:pulumi:${pulumi.getStack()}::${pulumi.getProject()}::pulumi:pulumi:Stack::-`;
  return hookKey({ urn, hook, moment: "afterCreate" });
}

function knownSchema(schema: ActionHookArgs["paramsSchema"]): unknown {
  const known = schema === undefined ? undefined : knownParts(schema);
  if (known === undefined || hasUnknown(known)) return known;
  const { readText, cwd = "." } = nodePorts();
  return inlineSchemaFiles(known, cwd, readText);
}

/** Returns a value without unset parts; parts that are known only later become unknown. */
function knownParts(value: unknown): Json {
  if (isLater(value)) return unknownValue;
  if (Array.isArray(value)) return value.map(knownParts);
  if (typeof value !== "object" || value === null) return value as Json;
  const known = Object.entries(value).filter(([, part]) => part !== undefined);
  return Object.fromEntries(known.map(([key, part]) => [key, knownParts(part)]));
}

/**
 * Returns the moment at which a hook runs. For a resource without outputs, Pulumi does not
 * distinguish before from after, but the binding does.
 */
function boundMoment({ run }: DefinedHook, args: pulumi.ResourceHookArgs): HookMoment {
  const told = momentOf(args);
  const other = told.startsWith("before") ? (told.replace("before", "after") as HookMoment) : told;
  return !run.bound.has(boundId(args.urn, told)) && run.bound.has(boundId(args.urn, other)) ? other : told;
}
