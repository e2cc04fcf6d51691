import { outcomeError, type ResolveContext } from "../invocation/errors.ts";
import { checkResult } from "../invocation/checkParams.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import type { CallResult } from "../invocation/callOnce.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { type ActionReference, formatActionUrl } from "../model/action.ts";
import type { JsonObject } from "../model/json.ts";
import { keptInputs } from "./deleteRecord.ts";
import { type Previous, previousOf, resolveParams } from "./previous.ts";
import { secretOutputs } from "./secretOutputs.ts";
import { activationState, type InvocationState } from "./state.ts";
import type { StepInputs, StepResult } from "./steps.ts";

/** Call of a step, and the data to store with its result. */
export interface StepCall {
  /** Invocation as declared in the inputs. */
  readonly invocation: Invocation;
  /** Invocation that is called: with another action when `onUpdate` applies. */
  readonly called: Invocation;
  readonly step: Pick<StepInputs, "key" | "secretPointers" | "rerun">;
  /** Newest successful run before the step. */
  readonly previous?: Previous | undefined;
}

/**
 * Returns the state after a call.
 * @throws NcfError when the call did not run, or when that is unknown
 */
export function toStepResult(
  { invocation, called, step: { key, secretPointers, rerun }, previous }: StepCall,
  { outcome, generation, attempts, invokedAt, problem }: CallResult,
  journalOptions: ResolveContext["journalOptions"],
): StepResult {
  const common = {
    version: 1,
    key,
    fingerprint: fingerprint(invocation),
    ...(rerun === undefined ? {} : { rerun }),
    ...(secretPointers.length === 0 ? {} : { secretPointers }),
    ...keptInputs(invocation),
    address: formatActionUrl(called),
    generation,
    attempts,
    invokedAt,
  } as const;
  const unsuccessful = { ...common, ...(previous === undefined ? {} : { previous }) };
  const { action, address } = called;
  switch (outcome.kind) {
    case "succeeded":
      return withResultCheck(invocation, { ...common, ...activationState(outcome.activation) }, action);
    case "failed": {
      const error = outcomeError(action, outcome, { address });
      return { ...stepResult({ ...unsuccessful, ...activationState(outcome.activation) }), error };
    }
    case "pending": {
      const error = outcomeError(action, outcome, { problem });
      const { kind, activationId } = outcome;
      return { ...stepResult({ ...unsuccessful, outcome: kind, activationId }), error };
    }
    case "unreadable": {
      const error = outcomeError(action, outcome);
      const { ended, activationId } = outcome;
      return { ...stepResult({ ...unsuccessful, outcome: ended, activationId }), error };
    }
    case "rejected":
    case "notSent":
    case "unknown":
      throw outcomeError(action, outcome, { resolve: { key, journalOptions } });
  }
}

/**
 * Returns the result of a step that keeps a state. Adds an error when its result violates its
 * schema, or lacks a part that `onDelete` references.
 * @param action - Action that was called.
 */
export function withResultCheck(
  invocation: Invocation,
  state: InvocationState,
  action: ActionReference = invocation.action,
): StepResult {
  const result = stepResult(state);
  if (state.outcome !== "succeeded") return result;
  const error =
    checkResult({ action, resultSchema: invocation.resultSchema }, state.result ?? null) ??
    checkDelete(state);
  return error === undefined ? result : { ...result, error };
}

/** Returns the error of an `onDelete` that could not be called later: it is easier to correct now. */
function checkDelete(state: InvocationState): NcfError | undefined {
  const params = state.onDelete?.["params"];
  const previous = previousOf(state);
  if (params === undefined || previous === undefined) return undefined;
  try {
    resolveParams("onDelete", params as JsonObject, previous);
    return undefined;
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return error;
  }
}

/** Returns the result of a step with a state. */
export function stepResult(state: InvocationState): StepResult {
  return { state, secretOutputs: secretOutputs(state) };
}
