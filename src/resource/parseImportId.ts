import { NcfError } from "../diagnostics/NcfError.ts";
import { type ActionReference, nameProblem } from "../model/action.ts";

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
    nameProblem("packageName", packageName) === undefined &&
    nameProblem("actionName", actionName) === undefined &&
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
