import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isActivationId } from "../model/activation.ts";
import { type ActionReference, actionLabel, formatActionUrl, nameIssue } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import { activationState, type InvocationState } from "./state.ts";

/** Parsed import id. */
export interface ImportId {
  readonly action: ActionReference;
  readonly activationId: string;
}

/**
 * Parses `package/action/activationId`; the package is `-` for an action outside any package.
 * @throws NcfError NCF_IMPORT_FAILED for any other format
 */
export function parseImportId(id: string): ImportId {
  const [packageName, actionName, activationId, ...rest] = id.split("/");
  const isValid =
    rest.length === 0 &&
    nameIssue("packageName", packageName) === undefined &&
    nameIssue("actionName", actionName) === undefined &&
    isActivationId(activationId);
  if (!isValid) {
    throw new NcfError("NCF_IMPORT_FAILED", {
      reason: `${JSON.stringify(id.slice(0, 200))} must be package/action/activationId`,
    });
  }
  return {
    action: { packageName: packageName as string, actionName: actionName as string },
    activationId,
  };
}

/**
 * Reads a finished run and returns it as the first generation of a resource.
 * @param named - Action in the inputs.
 * @throws NcfError NCF_IMPORT_FAILED when the run belongs to another action, failed, or cannot be
 * read
 */
export async function importRun(
  { action, activationId }: ImportId,
  { action: named, address }: { readonly action: ActionReference; readonly address: Address },
  functions: Pick<CloudFunctions, "activation">,
): Promise<Omit<InvocationState, "key">> {
  const refuse = (why: string): NcfError =>
    new NcfError("NCF_IMPORT_FAILED", {
      reason: `cannot import ${action.packageName}/${action.actionName}/${activationId}: ${why}`,
    });
  if (named.packageName !== action.packageName || named.actionName !== action.actionName) {
    throw refuse(`the inputs name the action ${actionLabel(named)}`);
  }
  const response = await functions.activation({ address, action, activationId });
  switch (response.kind) {
    case "found":
      break;
    case "notYet":
      throw refuse("the activation does not exist, has not ended, or its record has expired");
    case "refused":
      throw refuse(response.error.message);
    case "unreadable":
      throw refuse(response.reason);
  }
  const state = activationState(response.activation);
  if (state.outcome === "failed") throw refuse("that run failed; leave import out to call the action");
  return {
    ...state,
    version: 1,
    address: formatActionUrl({ address, action }),
    generation: 1,
    attempts: 0,
    invokedAt: state.start ?? 0,
  };
}
