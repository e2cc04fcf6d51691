import * as pulumi from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { actionInvocation } from "../../model/actionInvocation.ts";
import { parseDuration } from "../../model/duration.ts";
import { inProgram } from "../programError.ts";
import { boundId, type DefinedHook } from "./hookCall.ts";
import type { HookMoment } from "./hookKey.ts";
import { makeUp } from "./makeUp.ts";
import type { ProgramRun } from "./programRun.ts";
import { valueOf } from "./resourceOutputs.ts";

/** Hooks of a resource by the moment at which they run. */
export type BoundHooks = ReadonlyMap<HookMoment, readonly DefinedHook[]>;

type Binding = Exclude<keyof pulumi.ResourceHookBinding, "onError">;

const moments: Readonly<Record<Binding, HookMoment>> = {
  beforeCreate: "beforeCreate",
  afterCreate: "afterCreate",
  beforeUpdate: "beforeUpdate",
  afterUpdate: "afterUpdate",
  beforeDelete: "delete",
  afterDelete: "delete",
};

const defined = new WeakMap<pulumi.ResourceHook, DefinedHook>();

/**
 * Records the definition behind a Pulumi hook, and registers a stack transformation that finds the
 * resources using it.
 */
export function trackHook(hook: pulumi.ResourceHook, definition: DefinedHook): void {
  defined.set(hook, definition);
  const { run } = definition;
  run.once(() => {
    const stack = pulumi.runtime.getStackResource();
    if (stack === undefined) return;
    const transformation: pulumi.ResourceTransformation = (args) => {
      inProgram(() => bind(args, run));
      return undefined;
    };
    pulumi.runtime.registerStackTransformation(transformation);
    // A resource copies its parent's transformations when it is created.
    for (const made of descendantsOf(stack)) {
      made.__transformations = [...(made.__transformations ?? []), transformation];
    }
  });
}

/** Parts of a resource that the types of the SDK leave out. */
interface ResourceTree {
  __transformations?: readonly pulumi.ResourceTransformation[];
  readonly __childResources?: ReadonlySet<ResourceTree>;
}

function descendantsOf(resource: object): readonly ResourceTree[] {
  const { __childResources: children = new Set() } = resource as ResourceTree;
  return [...children].flatMap((child) => [child, ...descendantsOf(child)]);
}

/**
 * Records the hooks of a resource that is about to be registered. @throws NcfError
 * NCF_INPUT_INVALID for unsupported combinations of hooks
 */
function bind(
  { resource, type, name, props, opts }: pulumi.ResourceTransformationArgs,
  run: ProgramRun,
): void {
  const bound = hooksOf(opts.hooks);
  if (bound.size === 0) return;
  const subject = `hook of ${name} (${type})`;
  const all = [...bound].flatMap(([moment, hooks]) => hooks.map((hook) => ({ moment, hook })));
  for (const { moment, hook } of all) requireShorterWait(subject, moment, hook, opts.customTimeouts);
  for (const hook of bound.get("delete") ?? []) {
    if (bound.get("delete")?.filter((one) => one === hook).length === 1) continue;
    throw new NcfError("NCF_INPUT_INVALID", {
      reason: `${subject}: ${hook.name} is both beforeDelete and afterDelete, which a hook cannot distinguish`,
      hint: "define two hooks with actionHook",
    });
  }
  if (bound.has("delete") && !run.isTeardown) {
    const names = bound
      .get("delete")
      ?.map((hook) => hook.name)
      .join(", ");
    run.log("info", `${name} has deletion hooks (${names}): destroy it with pulumi destroy --run-program`);
  }
  const urn = valueOf(pulumi.createUrn(name, type, opts.parent));
  const known = urn.then((value) => {
    for (const [moment, hooks] of bound) run.bound.set(boundId(value, moment), hooks);
  });
  if (!run.isPreview && !run.isTeardown) {
    known
      .then(() => makeUp({ resource, name, type, props, bound, run }))
      .catch(() => {
        // The resource was not registered, and the engine has reported why.
      });
  } else known.catch(() => {});
}

function hooksOf(binding: pulumi.ResourceHookBinding | undefined): BoundHooks {
  const found = new Map<HookMoment, readonly DefinedHook[]>();
  for (const [name, moment] of Object.entries(moments) as [Binding, HookMoment][]) {
    const hooks = (binding?.[name] ?? []).flatMap((hook) => {
      const definition = pulumi.ResourceHook.isInstance(hook) ? defined.get(hook) : undefined;
      return definition === undefined ? [] : [definition];
    });
    if (hooks.length > 0) found.set(moment, [...(found.get(moment) ?? []), ...hooks]);
  }
  return found;
}

function requireShorterWait(
  subject: string,
  moment: HookMoment,
  { name, args }: DefinedHook,
  timeouts: pulumi.CustomTimeouts | undefined,
): void {
  const operation = moment === "delete" ? "delete" : moment.endsWith("Create") ? "create" : "update";
  const limit = timeouts?.[operation];
  const waitFor = args.waitFor ?? actionInvocation.inputs.waitFor.default;
  const [limitMs, waitMs] = [parseDuration(limit), parseDuration(waitFor)];
  if (limitMs === undefined || waitMs === undefined || waitMs < limitMs) return;
  throw new NcfError("NCF_INPUT_INVALID", {
    reason: `${subject}: ${name} waits up to ${waitFor}, which is not shorter than customTimeouts.${operation} of ${limit}`,
    hint: "set waitFor of the hook to a shorter time, so that the hook reports the time-out itself",
  });
}
