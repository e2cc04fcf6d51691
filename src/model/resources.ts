import { actionCheck } from "./actionCheck.ts";
import { actionInvocation } from "./actionInvocation.ts";
import type { ResourceDefinition } from "./resourceDefinition.ts";

/** Descriptions of all resources of this package, in the order of the documentation. */
export const resourceDefinitions = [
  actionInvocation,
  actionCheck,
] as const satisfies readonly ResourceDefinition[];

/** Type of a resource of this package in stack files. */
export type OwnResourceType = (typeof resourceDefinitions)[number]["type"];

const dynamicPrefix = "pulumi-nodejs:dynamic/";

/**
 * Finds the definition of a resource by its type in stack files, its token, or its type in Pulumi's
 * dynamic provider.
 */
export function findResourceDefinition(type: string): ResourceDefinition | undefined {
  const own = type.startsWith(dynamicPrefix) ? type.slice(dynamicPrefix.length) : type;
  return resourceDefinitions.find((one) => one.type === own || one.token === own);
}

/** Returns whether a type in a stack file belongs to this package. */
export function isOwnResourceType(type: string): type is OwnResourceType {
  return resourceDefinitions.some((one) => one.type === type);
}

/** Returns the type of a resource in Pulumi's dynamic provider. */
export function dynamicType({ type }: Pick<ResourceDefinition, "type">): string {
  return `${dynamicPrefix}${type}`;
}
