import { readInputs } from "../invocation/readInputs.ts";
import { actionCheck } from "../model/actionCheck.ts";
import type { AddressChoice } from "../model/address.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import type { CheckedResource } from "../stack/run/inputDiagnostics.ts";
import { readCheck } from "./readCheck.ts";

/**
 * Returns the issues of the inputs of a resource of this package. @param defaults - Address inputs
 * that apply where the resource has none.
 */
export function inputIssues(
  inputs: JsonObject,
  { type, timeoutMs }: CheckedResource,
  defaults: AddressChoice,
): readonly Issue[] {
  const read =
    type === actionCheck.type ? readCheck(inputs, defaults, timeoutMs) : readInputs(inputs, defaults);
  return read.issues;
}
