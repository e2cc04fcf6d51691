import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import type { WireRequest } from "./transport.ts";

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

const hourMs = 3_600_000;

/**
 * A time as v2.0 has it in the bounds of its lists: `yyyy-MM-ddTHH:mm:ss` of the cloud's local standard time, which is UTC+8 in
 * Singapore and UTC+9 in Korea and Japan. Seconds are rounded outwards. Whose clock a host of the user's own follows
 * is not known, so there a start is told by the slower and an end by the faster one: an hour too much, never too little.
 * Source: `compute-cloudfunctions-getactionactiviation` [doc]; the page names no time for Japan, where there is but one
 */
export function wallClock(at: number, bound: "start" | "end", origin: string): string {
  const aheadHours = origin.startsWith("https://sg-") || (bound === "start" && !isOfCloud(origin)) ? 8 : 9;
  const wholeMs = (bound === "start" ? Math.floor(at / 1000) : Math.ceil(at / 1000)) * 1000;
  return new Date(wholeMs + aheadHours * hourMs).toISOString().slice(0, 19);
}

function isOfCloud(origin: string): boolean {
  return /\.(?:gov-|fin-)?ntruss\.com$/.test(origin);
}
