import {
  type CheckState,
  checkStateToOutputs,
  readCheckState,
  secretCheckOutputs,
} from "../check/checkState.ts";
import type { CheckLifecycle } from "../check/createCheckLifecycle.ts";
import { issueError, NcfError } from "../diagnostics/ncfError.ts";
import { actionCheck } from "../model/actionCheck.ts";
import type { AddressChoice } from "../model/address.ts";
import type { ValueObject } from "../model/value.ts";
import { privateOutput } from "../resource/state.ts";
import type { StepInputs } from "../resource/steps.ts";
import { withSecrets } from "./plainValue.ts";
import { outputsOfCall } from "./plannedOutputs.ts";
import type { ServedResource, ServedStep } from "./servedResource.ts";

/** Serves checks. @param defaults - Address inputs that apply where a check has none. */
export function servedCheck(lifecycle: CheckLifecycle, defaults: AddressChoice): ServedResource {
  const planCheck = (step: StepInputs): ValueObject => {
    // The time-out of the step is known only here before it starts.
    const [issue] = lifecycle.check(step);
    if (issue !== undefined) throw issueError(issue);
    return outputsOfCall(actionCheck, step, defaults);
  };
  return {
    definition: actionCheck,
    check: lifecycle.check,
    diff: (old, step, oldInputs) => {
      const { kind, changed, reasons } = lifecycle.diff(readCheckState(old), step, oldInputs);
      if (kind === "same") return undefined;
      // Where no input is the reason, the display names the output that will change.
      return { kind, changed: changed.length > 0 ? changed : ["calls"], reasons };
    },
    create: async (step) => {
      if (step.importId !== undefined) throw notReadable();
      return servedStep(await lifecycle.create(step));
    },
    update: async (old, step, oldInputs) =>
      servedStep(await lifecycle.update(readCheckState(old), step, oldInputs)),
    planCreate: planCheck,
    planUpdate: (old, step, oldInputs) => {
      const state = readCheckState(old);
      if (lifecycle.diff(state, step, oldInputs).kind === "check") return planCheck(step);
      const { secretPointers } = step;
      const { outputs } = servedStep({ ...state, secretPointers });
      const { [privateOutput]: _private, ...kept } = outputs;
      return kept;
    },
    // Do not read anything: a refresh must not call.
    read: async (old) => servedStep(readCheckState(old)),
    readById: async () => {
      throw notReadable();
    },
    delete: async () => {},
  };
}

function servedStep(state: CheckState): ServedStep {
  const outputs = withSecrets(checkStateToOutputs(state), secretCheckOutputs(state));
  return { id: String(state.outputs.activationId), outputs };
}

function notReadable(): NcfError {
  return new NcfError("NCF_IMPORT_FAILED", {
    reason: "a check cannot be imported or read by id: it has no single run",
    hint: "declare it; the next up calls the action until it is healthy",
  });
}
