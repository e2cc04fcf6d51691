import * as pulumi from "@pulumi/pulumi";
import { withoutUndefined } from "../programInputs.ts";
import type { BoundHooks } from "./bindHooks.ts";
import { type DefinedHook, keyOfStep, once, runHook } from "./hookCall.ts";
import type { HookMoment } from "./hookKey.ts";
import { type ProgramRun, stepId } from "./programRun.ts";
import { outputsOf, valueOf } from "./resourceOutputs.ts";

/** Resource with hooks, as passed to its constructor. */
export interface HookedResource {
  readonly resource: pulumi.Resource;
  readonly name: string;
  readonly type: string;
  readonly props: pulumi.Inputs;
  readonly bound: BoundHooks;
  readonly run: ProgramRun;
}

/**
 * Repeats calls that failed in an earlier deployment. Runs after a resource is registered and only
 * if the engine did not run its hooks: it runs none for a resource that did not change.
 */
export function makeUp(hooked: HookedResource): Promise<void> {
  return hooked.run.during(() => makeUpAll(hooked));
}

async function makeUpAll(hooked: HookedResource): Promise<void> {
  const { resource, bound } = hooked;
  const urn = await valueOf(resource.urn);
  const done = pulumi.runtime.rpcKeepAlive();
  try {
    const id = pulumi.CustomResource.isInstance(resource) ? await valueOf(resource.id) : "";
    const subject = { urn, id };
    await forgetPast(subject, hooked);
    for (const hook of new Set([...(bound.get("afterCreate") ?? []), ...(bound.get("afterUpdate") ?? [])])) {
      await makeUpFor(hook, subject, hooked);
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const failure = new pulumi.ResourceError(`${hooked.name}: ${why}`, resource, true);
    // After the last line of a program, the SDK prints the stack instead of the message.
    failure.stack = failure.message;
    // Nothing awaits this: the SDK reports the error, and the deployment fails.
    void Promise.reject(failure);
  } finally {
    done();
  }
}

interface Subject {
  readonly urn: string;
  readonly id: string;
}

/**
 * Forgets calls that belong to one instance of the resource once the engine has saved it, so that
 * another creation or deletion calls again.
 */
async function forgetPast(subject: Subject, { bound, run }: HookedResource): Promise<void> {
  const { steps } = run.runtime();
  for (const [moment, hooks] of bound) {
    if (moment.endsWith("Update")) continue;
    for (const hook of hooks.filter(({ args }) => once(args) === "change")) {
      const key = keyOfStep(hook, moment, subject);
      const status = await steps.statusOf(key);
      if (status === "done" || (status === "due" && moment === "delete")) await steps.forget(key);
    }
  }
}

async function makeUpFor(hook: DefinedHook, { urn, id }: Subject, hooked: HookedResource): Promise<void> {
  const { bound, run } = hooked;
  const { steps } = run.runtime();
  const moments = (["afterCreate", "afterUpdate"] as const).filter((moment) =>
    bound.get(moment)?.includes(hook),
  );
  const ends = new Set(moments.map((moment) => run.ran.get(stepId({ urn, hook: hook.name, moment }))));
  // The engine ran it with the newest inputs, and the failure has already failed the deployment.
  if (ends.has(false)) return;
  const due: HookMoment[] = [];
  for (const moment of moments) {
    if ((await steps.statusOf(keyOfStep(hook, moment, { urn, id }))) === "due") due.push(moment);
  }
  const [moment] = due;
  if (moment === undefined) return;
  if (!ends.has(true)) {
    run.log("info", `hook ${hook.name}: its call failed in an earlier deployment; calling again`, urn);
    await runHook(hook, { moment, args: await argsNow(moment, { urn, id }, hooked) });
    if (run.ran.get(stepId({ urn, hook: hook.name, moment })) !== true) return;
  }
  const settled = ends.has(true) ? due : due.filter((one) => one !== moment || isOfCreation(hook, one));
  for (const one of settled) await steps.forget(keyOfStep(hook, one, { urn, id }));
}

function isOfCreation({ args }: DefinedHook, moment: HookMoment): boolean {
  return once(args) === "change" && moment === "afterCreate";
}

/**
 * Returns the current arguments of the hook. The resource did not change, so its old inputs and
 * outputs are also the new ones.
 */
async function argsNow(
  moment: HookMoment,
  { urn, id }: Subject,
  { resource, name, type, props }: HookedResource,
): Promise<pulumi.ResourceHookArgs> {
  const { id: _id, urn: _urn, ...outputs } = outputsOf(resource);
  const newInputs = await asHookGets(props);
  const newOutputs = await asHookGets(outputs);
  const args = { urn, id, name, type, newInputs, newOutputs };
  return moment === "afterUpdate" ? { ...args, oldInputs: newInputs, oldOutputs: newOutputs } : args;
}

/**
 * Returns properties as Pulumi passes them to hooks: secret ones as outputs, the others as values,
 * without unset ones.
 */
async function asHookGets(properties: pulumi.Inputs): Promise<Record<string, unknown>> {
  const read = Object.entries(properties).map(async ([name, input]): Promise<readonly [string, unknown]> => {
    const output = pulumi.output(input);
    const value: unknown = await valueOf(output);
    return [
      name,
      value === undefined ? undefined : (await pulumi.isSecret(output)) ? pulumi.secret(value) : value,
    ];
  });
  return withoutUndefined(Object.fromEntries(await Promise.all(read)));
}
