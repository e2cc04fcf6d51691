import { NcfError } from "../diagnostics/ncfError.ts";
import { type ActionReference, nameIssue, formatActionUrl } from "../model/action.ts";
import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import { activationState, type InvocationState } from "./state.ts";

/** The activation that an import names. */
export interface ImportId {
  readonly action: ActionReference;
  readonly activationId: string;
}

/**
 * Reads `package/action/activationId`; the package is `-` for an action outside any package.
 * @throws NcfError NCF_IMPORT_FAILED for any other shape
 */
export function parseImportId(id: string): ImportId {
  const [packageName, actionName, activationId, ...rest] = id.split("/");
  const isWhole =
    rest.length === 0 &&
    nameIssue("packageName", packageName) === undefined &&
    nameIssue("actionName", actionName) === undefined &&
    /^[\w-]{1,64}$/.test(activationId ?? "");
  if (!isWhole) {
    throw new NcfError("NCF_IMPORT_FAILED", {
      reason: `${JSON.stringify(id.slice(0, 200))} is not package/action/activationId`,
    });
  }
  return {
    action: { packageName: packageName as string, actionName: actionName as string },
    activationId: activationId as string,
  };
}

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
