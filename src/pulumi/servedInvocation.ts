import { actionInvocation } from "../model/actionInvocation.ts";
import type { AddressChoice } from "../model/address.ts";
import { readState, stateToOutputs } from "../resource/state.ts";
import type { InvocationLifecycle, StepResult } from "../resource/steps.ts";
import { withSecrets } from "./plainValue.ts";
import { outputsOfCall, outputsOfUpdate } from "./plannedOutputs.ts";
import type { ServedResource, ServedStep } from "./servedResource.ts";

/** Serves invocations. @param defaults - Address inputs that apply where an invocation has none. */
export function servedInvocation(lifecycle: InvocationLifecycle, defaults: AddressChoice): ServedResource {
  return {
    definition: actionInvocation,
    check: lifecycle.check,
    diff: (old, step, oldInputs) => {
      const { kind, changed, reasons } = lifecycle.diff(readState(old), step, oldInputs);
      if (kind === "same") return undefined;
      // Where no input is the reason, the display names the output that will change.
      const names = changed.length > 0 ? changed : [kind === "call" ? "generation" : "outcome"];
      return { kind, changed: names, reasons };
    },
    create: async (step) => servedStep(await lifecycle.create(step)),
    update: async (old, step, oldInputs) =>
      servedStep(await lifecycle.update(readState(old), step, oldInputs)),
    planCreate: (step) => outputsOfCall(actionInvocation, step, defaults),
    planUpdate: (old, step, oldInputs) => {
      const state = readState(old);
      return outputsOfUpdate(lifecycle.diff(state, step, oldInputs), state, step, defaults);
    },
    read: async (old) => {
      const state = readState(old);
      return servedStep(await lifecycle.read(state, state.key));
    },
    readById: async (id, step) => {
      const found = await lifecycle.readById(id, step);
      return { ...servedStep(found), inputs: found.inputs };
    },
    delete: (old, timeoutMs) => lifecycle.delete(readState(old), timeoutMs),
  };
}

function servedStep({ state, secretOutputs, error }: StepResult): ServedStep {
  const outputs = withSecrets(stateToOutputs(state), secretOutputs);
  const step = { id: state.activationId, outputs };
  if (error === undefined) return step;
  if (secretOutputs.length === 0) return { ...step, failure: { error } };
  const storedReason = `${error.code}: activation ${state.activationId}; the deployment's output has the text, which is not stored because an input is secret`;
  return { ...step, failure: { error, storedReason } };
}
