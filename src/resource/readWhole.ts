import { NcfError } from "../diagnostics/NcfError.ts";
import type { Invocation } from "../invocation/Invocation.ts";
import { readInputs } from "../invocation/readInputs.ts";
import type { AddressChoice } from "../model/address.ts";
import type { JsonObject } from "../model/json.ts";

/** Reads the inputs of a real step: checked before, and known. @throws NcfError NCF_BUG when they are not */
export function readWhole(inputs: JsonObject, defaults: AddressChoice): Invocation {
  const { invocation, isOpen, failures } = readInputs(inputs, defaults);
  const [first] = failures;
  if (first !== undefined) {
    throw new NcfError(first.code, { reason: `${first.pointer}: ${first.reason}`, hint: first.hint });
  }
  if (invocation === undefined || isOpen) {
    throw new NcfError("NCF_BUG", {
      reason: "an invocation was to be made with inputs that are not known yet",
    });
  }
  return invocation;
}
