import { type Activation, isActivationId } from "../model/activation.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { type ApiError, type PostOutcome, ranOutcome } from "../model/outcome.ts";
import { decodeResponse, parseBody } from "./decodeResponse.ts";
import type { HttpResponse, TransportResult } from "./transport.ts";

/**
 * Clock difference from which the clock is corrected, milliseconds. The gateway allows 5 minutes,
 * part of which is the latency of the response.
 */
const clockToleranceMs = 270_000;

/**
 * Returns the outcome of a call.
 *
 * A refusal (3xx, 4xx) means that the action did not run. Any other response without an activation
 * may follow a run. This includes the gateway's 503 "Endpoint Error", which does not show whether
 * the service had received the call.
 *
 * @param nowMs - Signing clock, epoch milliseconds.
 */
export function classifyResponse(result: TransportResult, nowMs: number): PostOutcome {
  if (result.kind === "failure") {
    const { delivery, reason } = result;
    return delivery === "notSent" ? { kind: "notSent", reason } : { kind: "unknown", reason, delivery };
  }
  const decoded = decodeResponse(result);
  switch (decoded.kind) {
    case "activation":
      return ranOutcome(decoded.activation);
    case "idOnly":
      return { kind: "pending", activationId: decoded.activationId };
    case "malformed":
      return { kind: "unknown", reason: decoded.reason, delivery: "responseStarted" };
    case "apiError":
      return classifyError(decoded.error, result, nowMs);
  }
}

function classifyError(error: ApiError, response: HttpResponse, nowMs: number): PostOutcome {
  if (!isRefusal(error.status)) {
    return { kind: "unknown", reason: describeApiError(error), delivery: "responseStarted" };
  }
  const clockOffMs = clockOff(error, response.headers["date"], nowMs);
  const retryAfterMs = retryAfter(response.headers["retry-after"], nowMs);
  return {
    kind: "rejected",
    error,
    isTemporary: error.status === 429 || error.errorCode === "80031",
    ...(clockOffMs === undefined ? {} : { clockOffMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A 408 may come from a proxy that had already forwarded the request. */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408;
}

function clockOff(error: ApiError, date: string | undefined, nowMs: number): number | undefined {
  // 401/210 means a missing subscription, not a wrong clock.
  if (error.status !== 401 || error.errorCode === "210" || date === undefined) return undefined;
  const offMs = Date.parse(date) - nowMs;
  return Math.abs(offMs) >= clockToleranceMs ? offMs : undefined;
}

/**
 * Formats an API error as one clause: `the gateway responded with HTTP 429, error code 420: quota
 * exceeded`.
 */
export function describeApiError({ status, origin, errorCode, message }: ApiError): string {
  const code = errorCode === undefined ? "" : `, error code ${errorCode}`;
  return `the ${origin} responded with HTTP ${status}${code}${message === "" ? "" : `: ${message}`}`;
}

/**
 * Reads a `Retry-After` header: whole seconds, or an HTTP date. Returns milliseconds from `nowMs`, at least 0;
 * `undefined` for anything else.
 * Source: RFC 9110 section 10.2.3
 */
function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}

/** Refusal by the API; a repeated request would get the same response. */
interface Refused {
  readonly kind: "refused";
  readonly error: ApiError;
  readonly clockOffMs?: number;
}

/** Unusable response with a possibly temporary reason: a network failure, a server error, a quota. */
interface Unreadable {
  readonly kind: "unreadable";
  readonly reason: string;
}

/** Result of a request for the record of one activation. */
export type ActivationResponse =
  | {
      readonly kind: "found";
      readonly activation: Activation;
      /**
       * Time by which the API's clock is ahead of this machine's, milliseconds. Set when the client
       * corrected its clock.
       */
      readonly clockOffMs?: number;
    }
  /**
   * The activation has not finished, or its record is not visible yet. After several minutes: it
   * does not exist, or has expired.
   */
  | { readonly kind: "notYet" }
  | Refused
  | Unreadable;

/** Item of a list of activations. */
export interface ListedActivation {
  readonly activationId: string;
  /** Duration of the run, milliseconds. */
  readonly duration?: number;
  /** Status as in the record: `success`, `application error`, … */
  readonly status?: string;
}

/** Result of a request for the activations of an action. */
export type ActivationsResponse =
  /**
   * All visible activations that started in the period, newest first. Unfinished activations are
   * not listed. [ow]
   */
  | {
      readonly kind: "listed";
      readonly activations: readonly ListedActivation[];
      /**
       * Time by which the API's clock is ahead of this machine's, milliseconds. Set when the client
       * corrected its clock.
       */
      readonly clockOffMs?: number;
    }
  | Refused
  | Unreadable;

/**
 * Reads the result of a request for an activation's record. "Not found" means "not yet": there is
 * no record while the action runs, nor for up to 40 seconds afterwards. [field]
 *
 * @param nowMs - Signing clock, epoch milliseconds.
 */
export function readActivationResponse(result: TransportResult, nowMs: number): ActivationResponse {
  const outcome = classifyResponse(result, nowMs);
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
      return { kind: "found", activation: outcome.activation };
    case "pending":
      return { kind: "notYet" };
    default:
      if (outcome.kind === "rejected" && isNotFound(outcome.error)) return { kind: "notYet" };
      return withoutRecord(outcome);
  }
}

/** The status of 80322 is not documented; a 404 of OpenWhisk itself has no error code. */
function isNotFound({ status, origin, errorCode }: ApiError): boolean {
  return errorCode === "80322" || (status === 404 && origin === "upstream");
}

function withoutRecord(
  outcome: Extract<PostOutcome, { kind: "rejected" | "notSent" | "unknown" }>,
): Refused | Unreadable {
  if (outcome.kind !== "rejected") return { kind: "unreadable", reason: outcome.reason };
  const { error, isTemporary, clockOffMs } = outcome;
  if (isTemporary) return { kind: "unreadable", reason: `HTTP ${error.status}: ${error.message}` };
  return { kind: "refused", error, ...(clockOffMs === undefined ? {} : { clockOffMs }) };
}

/** Page of a list of activations. */
export interface ListedPage {
  readonly kind: "page";
  readonly activations: readonly ListedActivation[];
  /** Number of activations on all pages, if the response has it. */
  readonly totalCount?: number;
}

/**
 * Reads a page of an action's activations. Numbers may be numeric strings. A list with an item
 * without an id is unreadable, because that item may be the activation being searched for.
 *
 * @param nowMs - Signing clock, epoch milliseconds.
 */
export function readActivationsResponse(
  result: TransportResult,
  nowMs: number,
): ListedPage | Refused | Unreadable {
  const page = result.kind === "response" ? readPage(parseBody(result.body)) : undefined;
  if (page !== undefined) return page;
  const outcome = classifyResponse(result, nowMs);
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
    case "pending":
      return { kind: "unreadable", reason: "the response is not a list of activations" };
    default:
      return withoutRecord(outcome);
  }
}

function readPage(body: Json): ListedPage | undefined {
  if (!isJsonObject(body)) return undefined;
  const content = isJsonObject(body["content"]) ? body["content"] : body;
  const { activations: items, totalCount } = content;
  if (!Array.isArray(items)) return undefined;
  const activations: ListedActivation[] = [];
  for (const item of items as readonly Json[]) {
    if (!isJsonObject(item)) return undefined;
    const { activationId, status } = item;
    if (!isActivationId(activationId)) return undefined;
    const duration = readCount(item["duration"]);
    activations.push({
      activationId,
      ...(duration === undefined ? {} : { duration }),
      ...(typeof status === "string" ? { status } : {}),
    });
  }
  const total = readCount(totalCount);
  return { kind: "page", activations, ...(total === undefined ? {} : { totalCount: total }) };
}

function readCount(value: Json | undefined): number | undefined {
  if (typeof value === "number") return value;
  return typeof value === "string" && /^\d{1,15}$/.test(value) ? Number(value) : undefined;
}
