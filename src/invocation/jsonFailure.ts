import type { InputFailure } from "../diagnostics/Issue.ts";
import { jsonProblem } from "./jsonProblem.ts";

/**
 * The first part of the inputs that JSON cannot carry, as a failure.
 * @param isHole - Whether a part stands for a value that comes later and is not looked into.
 */
export function jsonFailure(inputs: object, isHole?: (part: unknown) => boolean): InputFailure | undefined {
  const problem = jsonProblem(inputs, "", isHole);
  if (problem === undefined) return undefined;
  const isInParams = /^\/params(\/|$)/.test(problem.pointer);
  return { code: isInParams ? "NCF_PARAMS_NOT_JSON" : "NCF_INPUT_INVALID", ...problem };
}
