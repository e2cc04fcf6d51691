import { actionInvocation, generationInputs, outputNames } from "../model/actionInvocation.ts";
import { parseActionUrl } from "../model/action.ts";
import type { OutputDefinition } from "../model/resourceDefinition.ts";
import { isSecretInput } from "./changedInputs.ts";
import { isAtOrBelow } from "./redactor.ts";
import { type InvocationState, privateOutput } from "./state.ts";

/**
 * Pointer that marks a result that may contain secrets of an earlier generation. Stored among the
 * secret pointers of the inputs.
 */
export const previousPointer = "/previous";

/**
 * Returns whether an output is secret because it contains or may contain one of these secret parts
 * of the inputs.
 */
export function isSecretOutput(
  { secretWith = [] }: OutputDefinition,
  secretPointers: readonly string[],
): boolean {
  return secretWith.some((input) => isSecretInput(input, secretPointers));
}

/** Returns whether the result of a state is secret. */
export function hasSecretResult({ secretPointers = [], fingerprint: hash }: InvocationState): boolean {
  // The params of a run imported by its id are unknown, and the result may contain them.
  return hash === undefined || isSecretOutput(actionInvocation.outputs.result, secretPointers);
}

/** Statuses of a run. Source: OpenWhisk ActivationResponse.scala [ow] */
const knownStatuses: ReadonlySet<string> = new Set([
  "success",
  "application error",
  "action developer error",
  "whisk internal error",
]);

/**
 * Returns the strings in a run's record that may contain a secret param: all that differ from their
 * expected values.
 */
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

/** Returns JSON pointers to the secret outputs of a state. */
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
  // The fingerprint could help guess a short secret.
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
