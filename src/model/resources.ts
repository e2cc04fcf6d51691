import { actionCheck } from "./actionCheck.ts";
import { actionInvocation } from "./actionInvocation.ts";
import type { ResourceDefinition } from "./resourceDefinition.ts";

/** Descriptions of all resources of this package, in the order of the documentation. */
export const resourceDefinitions = [
  actionInvocation,
  actionCheck,
] as const satisfies readonly ResourceDefinition[];

/** Type of a resource of this package, as a stack file writes it. */
export type OwnResourceType = (typeof resourceDefinitions)[number]["type"];

const dynamicPrefix = "pulumi-nodejs:dynamic/";

/** Returns the description of a resource by its type in stack files, its token, or its type in Pulumi's dynamic provider. */
export function findResourceDefinition(type: string): ResourceDefinition | undefined {
  const own = type.startsWith(dynamicPrefix) ? type.slice(dynamicPrefix.length) : type;
  return resourceDefinitions.find((one) => one.type === own || one.token === own);
}

/** Reports whether a type of a stack file is one of this package. */
export function isOwnResourceType(type: string): type is OwnResourceType {
  return resourceDefinitions.some((one) => one.type === type);
}

/** Returns the type by which Pulumi's dynamic provider knows a resource. */
export function dynamicType({ type }: Pick<ResourceDefinition, "type">): string {
  return `${dynamicPrefix}${type}`;
}
