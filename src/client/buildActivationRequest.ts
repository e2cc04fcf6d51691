import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import { actionTarget } from "./actionTarget.ts";
import type { WireRequest } from "./Transport.ts";

/**
 * The question for one activation's record (*action activation detail*), not signed yet.
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-getactionactivationdetail [doc]
 */
export function buildActivationRequest(
  address: Address,
  action: ActionReference,
  activationId: string,
): WireRequest {
  return {
    method: "GET",
    origin: address.origin,
    target: actionTarget(address, action, { path: `/activations/${encodeURIComponent(activationId)}` }),
    headers: { accept: "application/json" },
  };
}
