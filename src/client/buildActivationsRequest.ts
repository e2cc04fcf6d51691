import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import { actionTarget } from "./actionTarget.ts";
import type { WireRequest } from "./Transport.ts";
import { wallClock } from "./wallClock.ts";

/** Which part of an action's activations is asked for. */
export interface ActivationsPage {
  /** From 1. */
  readonly pageNo: number;
  readonly pageSize: number;
  /** Bounds of the beginning of an activation, epoch milliseconds of the API's clock, both included. */
  readonly startAt: number;
  readonly endAt: number;
}

/**
 * The question for a page of an action's activations (*action activation list*), not signed yet. Times are escaped here
 * already, because the target is signed as it is sent.
 * Source: api.ncloud-docs.com compute-cloudfunctions-getactionactiviation, compute-cloudfunctions-v2-getactionactivationlist [doc]
 */
export function buildActivationsRequest(
  address: Address,
  action: ActionReference,
  { pageNo, pageSize, startAt, endAt }: ActivationsPage,
): WireRequest {
  const isEpoch = address.prefix === "/ncf/api/v2";
  const start = isEpoch ? `${Math.floor(startAt)}` : wallClock(startAt, "start", address.origin);
  const end = isEpoch ? `${Math.ceil(endAt)}` : wallClock(endAt, "end", address.origin);
  const query = [
    `pageNo=${pageNo}`,
    `pageSize=${pageSize}`,
    `start=${encodeURIComponent(start)}`,
    `end=${encodeURIComponent(end)}`,
  ];
  return {
    method: "GET",
    origin: address.origin,
    target: actionTarget(address, action, { path: "/activations", query }),
    headers: { accept: "application/json" },
  };
}
