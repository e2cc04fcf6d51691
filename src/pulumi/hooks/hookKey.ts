import type { ResourceHookArgs } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { type ResourceKey, resourceKeyOfUrn } from "../../model/resourceKey.ts";

/** Moment at which a hook runs. Pulumi does not tell a hook whether it runs before or after a deletion. */
export type HookMoment = "beforeCreate" | "afterCreate" | "beforeUpdate" | "afterUpdate" | "delete";

/** Returns the moment at which a hook runs, by the properties that it gets. Source: pulumi/pulumi `RunHooks` in step.go, 3.259.0 */
export function momentOf({ newInputs, oldInputs, newOutputs, oldOutputs }: ResourceHookArgs): HookMoment {
  const isOld = oldInputs !== undefined || oldOutputs !== undefined;
  const isNew = newInputs !== undefined || newOutputs !== undefined;
  if (isOld && !isNew) return "delete";
  if (newOutputs === undefined) return isOld ? "beforeUpdate" : "beforeCreate";
  return isOld ? "afterUpdate" : "afterCreate";
}

/** Names of one step of a hook. */
export interface HookStepName {
  /** URN of the resource. */
  readonly urn: string;
  readonly hook: string;
  readonly moment: HookMoment;
  /** Id of the resource, where each instance of the resource has steps of its own. */
  readonly id?: string | undefined;
}

/**
 * Returns the key of a hook's step. It has the shape of a resource's key, with the resource's own type among the parents: hooks are bound to
 * resources of any type, and two of them may share a name.
 */
export function hookKey({ urn, hook, moment, id }: HookStepName): ResourceKey {
  const resource = resourceKeyOfUrn(urn);
  if (resource === undefined) {
    throw new NcfError("NCF_BUG", { reason: `the engine gave a URN of another shape: ${urn}` });
  }
  const { project, stack, parent, name } = resource;
  const type = urn.split("::")[2]?.split("$").at(-1) ?? "";
  return {
    project,
    stack,
    parent: parent === undefined ? type : `${parent}$${type}`,
    name: [name, hook, moment, ...(id === undefined || id === "" ? [] : [id])].join(":"),
  };
}
