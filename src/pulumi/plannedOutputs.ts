import { formatActionUrl } from "../model/action.ts";
import { actionInvocation } from "../model/actionInvocation.ts";
import { type AddressChoice, resolveAddress } from "../model/address.ts";
import { addressInputNames, chooseAddress } from "../model/addressDefinition.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import type { ResourceDefinition } from "../model/resourceDefinition.ts";
import { SecretValue, UnknownValue, type Value, type ValueObject } from "../model/value.ts";
import { hasUnknown, unknownValue } from "../schema/unknownValue.ts";
import { hasSucceeded } from "../resource/previous.ts";
import { type InvocationState, privateOutput, stateToOutputs } from "../resource/state.ts";
import { isSecretOutput } from "../resource/secretOutputs.ts";
import { stepResult } from "../resource/stepResult.ts";
import type { StepDiff, StepInputs } from "../resource/steps.ts";
import { keptSecrets } from "../resource/updateStep.ts";
import { withSecrets } from "./plainValue.ts";

/** Outputs that do not change while a pending activation is followed. */
const keptByFollow: ReadonlySet<string> = new Set([
  "activationId",
  "address",
  "generation",
  "attempts",
  "invokedAt",
]);

/** Inputs of a planned step. */
export type PlannedStep = Pick<StepInputs, "inputs" | "secretPointers">;

/** Returns the planned outputs of a call: only its address can be known in advance. */
export function outputsOfCall(
  { outputs }: ResourceDefinition,
  step: PlannedStep,
  defaults: AddressChoice,
): ValueObject {
  const address = addressOf(step.inputs, defaults);
  return Object.fromEntries(
    Object.entries(outputs).map(([name, definition]) => {
      const value: Value = name === "address" && address !== undefined ? address : new UnknownValue();
      return [name, isSecretOutput(definition, step.secretPointers) ? new SecretValue(value) : value];
    }),
  );
}

/** Returns the planned outputs of an update of an invocation. */
export function outputsOfUpdate(
  { kind }: StepDiff,
  old: InvocationState,
  step: PlannedStep,
  defaults: AddressChoice,
): ValueObject {
  if (kind === "call") return outputsOfCall(actionInvocation, calledStep(old, step), defaults);
  const { state, secretOutputs } = stepResult({ ...old, secretPointers: keptSecrets(old, step) });
  const { [privateOutput]: _private, ...kept } = withSecrets(stateToOutputs(state), secretOutputs);
  if (kind !== "follow") return kept;
  return {
    ...outputsOfCall(actionInvocation, step, defaults),
    ...Object.fromEntries(Object.entries(kept).filter(([name]) => keptByFollow.has(name))),
  };
}

/** Returns a step with the names of the action that an update calls. */
function calledStep(old: InvocationState, step: PlannedStep): PlannedStep {
  const { onUpdate, packageName, ...inputs } = step.inputs;
  if (!isJsonObject(onUpdate) || !hasSucceeded(old)) return step;
  const { actionName = unknownValue } = onUpdate;
  return {
    ...step,
    inputs: { ...inputs, actionName, packageName: onUpdate["packageName"] ?? packageName ?? "-" },
  };
}

function addressOf(inputs: JsonObject, defaults: AddressChoice): string | undefined {
  const { packageName = "-", actionName } = inputs;
  const selecting = addressInputNames.map((name) => inputs[name] ?? null);
  if (hasUnknown([packageName, actionName ?? null, ...selecting])) return undefined;
  const { address } = resolveAddress(chooseAddress(inputs, defaults));
  if (address === undefined) return undefined;
  return formatActionUrl({
    address,
    action: { packageName: packageName as string, actionName: actionName as string },
  });
}
