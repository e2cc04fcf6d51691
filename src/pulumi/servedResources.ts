import { nearest } from "../diagnostics/suggestions.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { AddressChoice } from "../model/address.ts";
import { findResourceDefinition, resourceDefinitions } from "../model/resources.ts";
import type { Runtime } from "../runtime.ts";
import { servedCheck } from "./servedCheck.ts";
import { servedInvocation } from "./servedInvocation.ts";
import type { ServedResource } from "./servedResource.ts";

/**
 * Returns the resource of a type, as in its URN. @throws NcfError NCF_INPUT_INVALID for a type that
 * this package does not have
 */
export type ServeType = (type: string) => ServedResource;

/**
 * Serves all resource types of this package. @param defaults - Address inputs that apply where a
 * resource has none.
 */
export function servedResources(
  runtime: Pick<Runtime, "lifecycle" | "checks">,
  defaults: AddressChoice,
): ServeType {
  const served = [servedInvocation(runtime.lifecycle, defaults), servedCheck(runtime.checks, defaults)];
  return (type) => {
    const definition = findResourceDefinition(type);
    const found = served.find((one) => one.definition === definition);
    if (found !== undefined) return found;
    throw unknownType(type);
  };
}

function unknownType(type: string): NcfError {
  const tokens = resourceDefinitions.map(({ token }) => token);
  const near = nearest(type, tokens);
  return new NcfError("NCF_INPUT_INVALID", {
    reason: `the resource type ${type} does not exist`,
    hint: near === undefined ? `use one of ${tokens.join(", ")}` : `write ${near}`,
  });
}
