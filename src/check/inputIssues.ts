import { readInputs } from "../invocation/readInputs.ts";
import { actionCheck } from "../model/actionCheck.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import type { AddressChoice } from "../model/address.ts";
import type { Issue } from "../model/issue.ts";
import type { JsonObject } from "../model/json.ts";
import { createRedactor, redactIssues } from "../resource/redactor.ts";
import { withSecretIssues } from "../resource/secretInputs.ts";
import type { CheckedResource } from "../stack/run/inputDiagnostics.ts";
import { readCheck } from "./readCheck.ts";

/**
 * Returns the issues of the inputs of a resource of this package, without secrets.
 * @param defaults - Address inputs that apply where the resource has none.
 */
export function inputIssues(
  inputs: JsonObject,
  { type, timeoutMs, secretPointers }: CheckedResource,
  defaults: AddressChoice,
): readonly Issue[] {
  const isCheck = type === actionCheck.type;
  const { issues } = isCheck ? readCheck(inputs, defaults, timeoutMs) : readInputs(inputs, defaults);
  const all = withSecretIssues(isCheck ? actionCheck : actionInvocation, secretPointers, issues);
  return all.length === 0 ? all : redactIssues(all, createRedactor({ inputs, secretPointers }, []));
}
