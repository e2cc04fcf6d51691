import type { CloudFunctions } from "../client/CloudFunctions.ts";
import { NcfError } from "../diagnostics/NcfError.ts";
import { formatActionUrl } from "../model/action.ts";
import { fingerprint } from "../invocation/fingerprint.ts";
import type { Invocation } from "../invocation/Invocation.ts";
import { activationState } from "./activationState.ts";
import type { InvocationState } from "./InvocationState.ts";
import type { ImportId } from "./parseImportId.ts";

/**
 * Adopts a run that is over as the first generation of a resource. The API keeps no params, so the inputs are taken at their word:
 * only a later change of them calls the action.
 * @throws NcfError NCF_IMPORT_FAILED when it is another action's, failed, or cannot be read
 */
export async function readImported(
  invocation: Invocation,
  { action, activationId }: ImportId,
  functions: Pick<CloudFunctions, "activation">,
): Promise<InvocationState> {
  const wanted = `${action.packageName}/${action.actionName}/${activationId}`;
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_IMPORT_FAILED", { reason: `cannot import ${wanted}: ${why}` });
  const { packageName, actionName } = invocation.action;
  if (packageName !== action.packageName || actionName !== action.actionName) {
    throw refuse(`the inputs name the action ${packageName}/${actionName}`);
  }
  const answer = await functions.activation({ address: invocation.address, action, activationId });
  switch (answer.kind) {
    case "found":
      break;
    case "notYet":
      throw refuse("there is no such activation, or it has not ended, or its record has expired");
    case "refused":
      throw refuse(answer.error.message);
    case "unreadable":
      throw refuse(answer.reason);
  }
  const state = activationState(answer.activation);
  if (state.outcome === "failed") throw refuse("that run failed; leave import out to call the action");
  return {
    ...state,
    address: formatActionUrl(invocation),
    fingerprint: fingerprint(invocation),
    generation: 1,
    attempts: 0,
    invokedAt: state.start ?? 0,
  };
}
