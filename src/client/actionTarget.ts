import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";

/**
 * The request target of an action: path and query, as it is signed and sent. Names that the API allows need no escaping.
 * Source: api.ncloud-docs.com compute-cloudfunctions [doc]
 */
export function actionTarget(
  address: Address,
  action: ActionReference,
  more: { readonly path?: string; readonly query?: readonly string[] },
): string {
  const query = [...(address.sendsPlatform ? [`platform=${address.platform}`] : []), ...(more.query ?? [])];
  const path = `${address.prefix}/packages/${action.packageName}/actions/${action.actionName}${more.path ?? ""}`;
  return query.length === 0 ? path : `${path}?${query.join("&")}`;
}
