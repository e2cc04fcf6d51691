import type { ActionReference } from "../model/action.ts";
import type { Address } from "../model/address.ts";
import type { Credentials } from "../signing/credentials.ts";
import { signedHeaders } from "../signing/signature.ts";
import type { WireRequest } from "./transport.ts";

/** Request before signing. */
export type UnsignedRequest = Omit<WireRequest, "headers">;

const json = "application/json";

/** Signs a request for one attempt. `timestampMs` is the signing clock, epoch milliseconds, an integer. */
export function signRequest(
  { method, origin, target, body }: UnsignedRequest,
  credentials: Credentials,
  timestampMs: number,
): WireRequest {
  const headers: Record<string, string> = signedHeaders({ method, target, timestampMs, credentials });
  headers["accept"] = json;
  if (body === undefined) return { method, origin, target, headers };
  headers["content-type"] = json;
  return { method, origin, target, headers, body };
}

/**
 * Returns the request target of an action: path and query, as signed and sent. Valid names need no
 * escaping.
 * Source: api.ncloud-docs.com compute-cloudfunctions [doc]
 */
function actionTarget(
  { prefix, platform, sendsPlatform }: Address,
  { packageName, actionName }: ActionReference,
  { path = "", query = "" }: { readonly path?: string; readonly query?: string },
): string {
  const platformQuery = sendsPlatform ? `platform=${platform}` : "";
  const separator = platformQuery === "" || query === "" ? "" : "&";
  const allQuery = `${platformQuery}${separator}${query}`;
  const target = `${prefix}/packages/${packageName}/actions/${actionName}${path}`;
  return allQuery === "" ? target : `${target}?${allQuery}`;
}

/**
 * Builds the call of an action (*Post Action*).
 * Source: api.ncloud-docs.com compute-cloudfunctions-postaction [doc]
 */
export function buildInvokeRequest(
  address: Address,
  action: ActionReference,
  call: {
    /** Time that the gateway waits for the action, milliseconds, `0` to `60000`. */
    readonly timeoutMs: number;
    /** Params as JSON, UTF-8. */
    readonly body: Uint8Array;
  },
): UnsignedRequest {
  return {
    method: "POST",
    origin: address.origin,
    target: actionTarget(address, action, { query: `timeout=${call.timeoutMs}` }),
    body: call.body,
  };
}

/**
 * Builds the request for one activation's record (*action activation detail*).
 * Source: api.ncloud-docs.com compute-cloudfunctions-v2-getactionactivationdetail [doc]
 */
export function buildActivationRequest(
  address: Address,
  action: ActionReference,
  activationId: string,
): UnsignedRequest {
  const path = `/activations/${encodeURIComponent(activationId)}`;
  return { method: "GET", origin: address.origin, target: actionTarget(address, action, { path }) };
}

/** One page of an action's activations. */
export interface ActivationsPage {
  /** Number of the page, from 1. */
  readonly pageNo: number;
  readonly pageSize: number;
  /** Earliest start of an activation, epoch milliseconds of the API's clock, inclusive. */
  readonly startAt: number;
  /** Latest start of an activation, epoch milliseconds of the API's clock, inclusive. */
  readonly endAt: number;
}

/**
 * Builds the request for a page of an action's activations (*action activation list*). Escapes the
 * times, because the target is signed exactly as sent.
 * Source: api.ncloud-docs.com compute-cloudfunctions-getactionactiviation,
 * compute-cloudfunctions-v2-getactionactivationlist [doc]
 */
export function buildActivationsRequest(
  address: Address,
  action: ActionReference,
  { pageNo, pageSize, startAt, endAt }: ActivationsPage,
): UnsignedRequest {
  const isEpoch = address.prefix === "/ncf/api/v2";
  const start = isEpoch ? `${Math.floor(startAt)}` : wallClock(startAt, "start", address.origin);
  const end = isEpoch ? `${Math.ceil(endAt)}` : wallClock(endAt, "end", address.origin);
  const bounds = `start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`;
  const query = `pageNo=${pageNo}&pageSize=${pageSize}&${bounds}`;
  return {
    method: "GET",
    origin: address.origin,
    target: actionTarget(address, action, { path: "/activations", query }),
  };
}

const hourMs = 3_600_000;

/**
 * Formats a bound of a list for v2.0: `yyyy-MM-ddTHH:mm:ss` in the local standard time of the
 * cloud, which is UTC+8 in Singapore and UTC+9 in Korea and Japan. Rounds seconds outwards. The
 * time zone of a custom host is unknown, so its bounds are an hour too wide rather than too narrow.
 * Source: `compute-cloudfunctions-getactionactiviation` [doc]; the page does not document Japan,
 * which has a single time zone
 */
export function wallClock(at: number, bound: "start" | "end", origin: string): string {
  const aheadHours = origin.startsWith("https://sg-") || (bound === "start" && !isOfCloud(origin)) ? 8 : 9;
  const roundedMs = (bound === "start" ? Math.floor(at / 1000) : Math.ceil(at / 1000)) * 1000;
  return new Date(roundedMs + aheadHours * hourMs).toISOString().slice(0, 19);
}

function isOfCloud(origin: string): boolean {
  return /\.(?:gov-|fin-)?ntruss\.com$/.test(origin);
}
