import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import { actionTarget } from "./actionTarget.ts";
import type { WireRequest } from "./Transport.ts";

/**
 * The call of an action (*Post Action*), not signed yet.
 * Source: api.ncloud-docs.com compute-cloudfunctions-postaction [doc]
 */
export function buildInvokeRequest(
  address: Address,
  action: ActionReference,
  call: {
    /** How long the gateway waits for the action, milliseconds, `0`–`60000`. */
    readonly timeoutMs: number;
    /** The params as JSON, UTF-8. */
    readonly body: Uint8Array;
  },
): WireRequest {
  return {
    method: "POST",
    origin: address.origin,
    target: actionTarget(address, action, { query: [`timeout=${call.timeoutMs}`] }),
    headers: { accept: "application/json", "content-type": "application/json" },
    body: call.body,
  };
}
