import { outcomeError, type ResolveContext } from "../invocation/errors.ts";
import { checkResult } from "../invocation/checkParams.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import type { CallResult } from "../invocation/callOnce.ts";
import { actionInvocation, generationInputs, outputNames } from "../model/actionInvocation.ts";
import { formatActionUrl } from "../model/action.ts";
import type { OutputDefinition } from "../model/resourceDefinition.ts";
import { isSecretInput } from "./diffInvocation.ts";
import { activationState, type InvocationState, privateOutput } from "./state.ts";
import type { StepInputs, StepResult } from "./steps.ts";

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
    case "unreadable": {
      const error = outcomeError(invocation.action, outcome);
      const { ended, activationId } = outcome;
      return { ...stepResult({ ...common, outcome: ended, activationId }), error };
    }
    case "rejected":
    case "notSent":
    case "unknown":
      throw outcomeError(invocation.action, outcome, { resolve: { key, journalOptions } });
  }
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
