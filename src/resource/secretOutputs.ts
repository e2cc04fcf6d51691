import { actionInvocation, generationInputs, outputNames } from "../model/actionInvocation.ts";
import { parseActionUrl } from "../model/action.ts";
import type { OutputDefinition } from "../model/resourceDefinition.ts";
import { isSecretInput } from "./changedInputs.ts";
import { isAtOrBelow } from "./redactor.ts";
import { type InvocationState, privateOutput } from "./state.ts";

/** Marks a result that may repeat secrets of an earlier generation, among the pointers to the secret parts of the inputs. */
export const previousPointer = "/previous";

/** Reports whether an output is secret where these parts of the inputs are: it repeats one of them, or may. */
export function isSecretOutput(
  { secretWith = [] }: OutputDefinition,
  secretPointers: readonly string[],
): boolean {
  return secretWith.some((input) => isSecretInput(input, secretPointers));
}

/** Reports whether the result of a state is secret. */
export function hasSecretResult({ secretPointers = [], fingerprint: hash }: InvocationState): boolean {
  // Params of a run that was imported by its id are not known, and the result may repeat them.
  return hash === undefined || isSecretOutput(actionInvocation.outputs.result, secretPointers);
}

/** Statuses of a run. Source: OpenWhisk ActivationResponse.scala [ow] */
const knownStatuses: ReadonlySet<string> = new Set([
  "success",
  "application error",
  "action developer error",
  "whisk internal error",
]);

/** Returns the texts of a run's record that can repeat a secret param: all that are not what they must be. */
function foreignTexts({ address, status, name, namespace, subject }: InvocationState): readonly string[] {
  const { actionName } = parseActionUrl(address)?.action ?? {};
  const foreign = {
    status: status !== undefined && !knownStatuses.has(status),
    name: name !== undefined && name !== actionName,
    namespace: namespace !== undefined,
    subject: subject !== undefined,
  };
  return Object.entries(foreign).flatMap(([output, isForeign]) => (isForeign ? [`/${output}`] : []));
}

/** Returns JSON pointers to the outputs of a state that are secret. */
export function secretOutputs(state: InvocationState): readonly string[] {
  const { secretPointers = [], previous } = state;
  const pointers = outputNames
    .filter(
      (output) =>
        state[output] !== undefined && isSecretOutput(actionInvocation.outputs[output], secretPointers),
    )
    .map((output) => `/${output}`);
  if (hasSecretResult(state)) {
    if (state.result !== undefined) pointers.push("/result");
    pointers.push(...foreignTexts(state));
  }
  // A short secret could be guessed by it.
  if (
    generationInputs.some((input) => isSecretInput(input, secretPointers)) &&
    state.fingerprint !== undefined
  )
    pointers.push(`/${privateOutput}/fingerprint`);
  if (previous?.isSecret === true) pointers.push(`/${privateOutput}/previous`);
  for (const kept of ["params", "onDelete"] as const) {
    if (state[kept] === undefined) continue;
    const secrets = secretPointers.filter((pointer) => isAtOrBelow(pointer, `/${kept}`));
    pointers.push(...secrets.map((pointer) => `/${privateOutput}${pointer}`));
  }
  return [...new Set(pointers)];
}
