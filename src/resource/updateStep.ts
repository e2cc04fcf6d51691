import { checkParams } from "../invocation/checkParams.ts";
import type { Invocation } from "../invocation/invocation.ts";
import { issueError } from "../diagnostics/ncfError.ts";
import { keptInputs } from "./deleteRecord.ts";
import { type Previous, resolveParams } from "./previous.ts";
import { previousPointer } from "./secretOutputs.ts";
import type { InvocationState } from "./state.ts";
import type { StepInputs } from "./steps.ts";

/** Call of an update. */
export interface UpdateCall {
  readonly called: Invocation;
  /** Secret pointers of the step, and a mark when the params contain secrets of the previous run. */
  readonly secretPointers: readonly string[];
}

/**
 * Returns the call of an update: `onUpdate` when it is declared and a run of the resource has
 * succeeded, otherwise the action itself.
 * @throws NcfError NCF_PREVIOUS_MISSING, and for params that violate their schema
 */
export function updateCall(
  invocation: Invocation,
  { secretPointers }: Pick<StepInputs, "secretPointers">,
  previous: Previous | undefined,
): UpdateCall {
  const { onUpdate } = invocation;
  if (onUpdate === undefined || previous === undefined) return { called: invocation, secretPointers };
  const { params: own, usesPrevious } =
    onUpdate.params === undefined
      ? { params: invocation.params, usesPrevious: false }
      : resolveParams("onUpdate", onUpdate.params, previous);
  const { action, paramsSchema, timeoutMs, waitForMs } = onUpdate;
  const [issue] = checkParams(own, paramsSchema);
  if (issue !== undefined) throw issueError({ ...issue, pointer: `/onUpdate${issue.pointer}` });
  return {
    called: { ...invocation, action, params: own, paramsSchema, timeoutMs, waitForMs },
    secretPointers:
      usesPrevious && previous.isSecret === true ? [...secretPointers, previousPointer] : secretPointers,
  };
}

/** Returns pointers to the secret parts of a step that keeps the run of a state. */
export function keptSecrets(
  { secretPointers: before = [] }: InvocationState,
  { secretPointers }: Pick<StepInputs, "secretPointers">,
): readonly string[] {
  return before.includes(previousPointer) ? [...secretPointers, previousPointer] : secretPointers;
}

/**
 * Returns a state with the changes of a step without a call: the secret parts, and the inputs for
 * later calls.
 */
export function rewrittenState(
  old: InvocationState,
  invocation: Invocation,
  step: Pick<StepInputs, "secretPointers">,
): InvocationState {
  const { secretPointers: _secrets, params: _params, onDelete: _onDelete, ...rest } = old;
  const secretPointers = keptSecrets(old, step);
  return {
    ...rest,
    ...(secretPointers.length === 0 ? {} : { secretPointers }),
    ...keptInputs(invocation),
  };
}
