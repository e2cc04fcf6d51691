import { NcfError } from "../diagnostics/ncfError.ts";
import type { Invocation } from "../invocation/invocation.ts";
import { readInputs } from "../invocation/readInputs.ts";
import type { AddressChoice } from "../model/address.ts";
import type { JsonObject } from "../model/json.ts";

/** Reads the inputs of a real step: checked before, and known. @throws NcfError NCF_BUG when they are not */
export function requireInvocation(inputs: JsonObject, defaults: AddressChoice): Invocation {
  const { invocation, hasUnknowns, issues } = readInputs(inputs, defaults);
  const [first] = issues;
  if (first !== undefined) {
    throw new NcfError(first.code, { reason: `${first.pointer}: ${first.reason}`, hint: first.hint });
  }
  if (invocation === undefined || hasUnknowns) {
    throw new NcfError("NCF_BUG", {
      reason: "an invocation was to be made with inputs that are not known yet",
    });
  }
  return invocation;
}
