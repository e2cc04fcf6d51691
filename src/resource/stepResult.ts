import { outcomeError, type ResolveContext } from "../invocation/errors.ts";
import { checkResult } from "../invocation/checkParams.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import type { KeyedResult } from "../invocation/callByKey.ts";
import type { CallResult } from "../invocation/callOnce.ts";
import { actionInvocation, generationInputs, outputNames } from "../model/actionInvocation.ts";
import { formatActionUrl } from "../model/action.ts";
import type { OutputDefinition } from "../model/resourceDefinition.ts";
import { isSecretInput } from "./diffInvocation.ts";
import { activationState, type InvocationState, privateOutput } from "./state.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { actionLabel } from "../model/action.ts";
import type { KeyedStepResult, StepInputs, StepResult } from "./steps.ts";

/** Reports whether an output is secret where these parts of the inputs are: it repeats one of them, or may. */
export function isSecretOutput(output: string, secretPointers: readonly string[]): boolean {
  const definitions: Readonly<Record<string, OutputDefinition>> = actionInvocation.outputs;
  return definitions[output]?.secretWith?.some((input) => isSecretInput(input, secretPointers)) ?? false;
}

/** Returns JSON pointers to the outputs of a state that are secret. */
export function secretOutputs(state: InvocationState): readonly string[] {
  const { secretPointers = [], fingerprint: hash } = state;
  // Params of a run that was imported by its id are not known, and the result may repeat them.
  if (hash === undefined) return state.result === undefined ? [] : ["/result"];
  if (secretPointers.length === 0) return [];
  const pointers = outputNames
    .filter((output) => state[output] !== undefined && isSecretOutput(output, secretPointers))
    .map((output) => `/${output}`);
  // A short secret could be guessed by it.
  if (generationInputs.some((input) => isSecretInput(input, secretPointers))) {
    pointers.push(`/${privateOutput}/fingerprint`);
  }
  return pointers;
}

/**
 * Returns what a call leaves in the state.
 * @throws NcfError when it did not run, or when that is unknown
 */
export function toStepResult(
  invocation: Invocation,
  { key, secretPointers, rerun }: Pick<StepInputs, "key" | "secretPointers" | "rerun">,
  { outcome, generation, attempts, invokedAt, problem }: CallResult,
  journalOptions: ResolveContext["journalOptions"],
): StepResult {
  const common = {
    version: 1,
    key,
    fingerprint: fingerprint(invocation),
    ...(rerun === undefined ? {} : { rerun }),
    ...(secretPointers.length === 0 ? {} : { secretPointers }),
    address: formatActionUrl(invocation),
    generation,
    attempts,
    invokedAt,
  } as const;
  switch (outcome.kind) {
    case "succeeded":
      return withResultCheck(invocation, { ...common, ...activationState(outcome.activation) });
    case "failed": {
      const error = outcomeError(invocation.action, outcome);
      return { ...stepResult({ ...common, ...activationState(outcome.activation) }), error };
    }
    case "pending": {
      const error = outcomeError(invocation.action, outcome, { problem });
      const { kind, activationId } = outcome;
      return { ...stepResult({ ...common, outcome: kind, activationId }), error };
    }
    case "rejected":
    case "notSent":
    case "unknown":
      throw outcomeError(invocation.action, outcome, { resolve: { key, journalOptions } });
  }
}

/** Completes the result of a call by key: where the activation cannot be read, with the end that the journal has. */
export function toKeyedStepResult(
  { action }: Invocation,
  step: StepResult,
  { isRecorded, recordedEnd, problem = "its record cannot be read" }: KeyedResult,
): KeyedStepResult {
  if (recordedEnd === undefined) return { ...step, isRecorded };
  const { state, secretOutputs: secret } = step;
  const ended = {
    state: { ...state, outcome: recordedEnd },
    secretOutputs: secret,
    isRecorded,
    unreadable: problem,
  };
  if (recordedEnd === "succeeded") return ended;
  const reason = `${actionLabel(action)} ran and failed (activation ${state.activationId}): ${problem}`;
  return { ...ended, error: new NcfError("NCF_ACTION_FAILED", { reason }) };
}

/** Returns the result of a step that leaves a state as it is, with an error where its result violates its schema. */
export function withResultCheck(invocation: Invocation, state: InvocationState): StepResult {
  const error = state.outcome === "succeeded" ? checkResult(invocation, state.result ?? {}) : undefined;
  return error === undefined ? stepResult(state) : { ...stepResult(state), error };
}

/** Returns the result of a step that leaves a state. */
export function stepResult(state: InvocationState): StepResult {
  return { state, secretOutputs: secretOutputs(state) };
}
