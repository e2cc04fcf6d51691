import type { ResourceHookArgs } from "@pulumi/pulumi";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { type ResourceKey, resourceKeyOfUrn } from "../../model/resourceKey.ts";

/** Moment at which a hook runs. Pulumi does not distinguish the moments before and after a deletion. */
export type HookMoment = "beforeCreate" | "afterCreate" | "beforeUpdate" | "afterUpdate" | "delete";

/**
 * Returns the moment at which a hook runs, from the properties that it receives.
 * Source: pulumi/pulumi `RunHooks` in step.go, 3.259.0
 */
export function momentOf({ newInputs, oldInputs, newOutputs, oldOutputs }: ResourceHookArgs): HookMoment {
  const isOld = oldInputs !== undefined || oldOutputs !== undefined;
  const isNew = newInputs !== undefined || newOutputs !== undefined;
  if (isOld && !isNew) return "delete";
  if (newOutputs === undefined) return isOld ? "beforeUpdate" : "beforeCreate";
  return isOld ? "afterUpdate" : "afterCreate";
}

/** Identity of one step of a hook. */
export interface HookStepName {
  /** URN of the resource. */
  readonly urn: string;
  readonly hook: string;
  readonly moment: HookMoment;
  /** Id of the resource, when each instance of the resource has its own steps. */
  readonly id?: string | undefined;
}

/**
 * Returns the key of a hook's step. It has the format of a resource's key, with the type of the
 * resource among the parents: hooks are bound to resources of any type, and two of them may share a
 * name.
 */
export function hookKey({ urn, hook, moment, id }: HookStepName): ResourceKey {
  const resource = resourceKeyOfUrn(urn);
  if (resource === undefined) {
    throw new NcfError("NCF_BUG", { reason: `the engine sent a URN with an unsupported format: ${urn}` });
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
