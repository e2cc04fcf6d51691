import type { Activation } from "../model/activation.ts";
import type { ApiError } from "../model/outcome.ts";
import { classifyResponse } from "./classifyResponse.ts";
import type { TransportResult } from "./transport.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { parseBody } from "./parseBody.ts";

/** What came of asking for one activation's record. */
export type ActivationAnswer =
  | {
      readonly kind: "found";
      readonly activation: Activation;
      /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
      readonly clockOffMs?: number;
    }
  /** It has not ended, or its record cannot be seen yet. After some minutes: there is none, or it has expired. */
  | { readonly kind: "notYet" }
  /** The API refuses to say; asking again changes nothing. */
  | { readonly kind: "refused"; readonly error: ApiError; readonly clockOffMs?: number }
  /** Nothing usable came, which may pass: a broken connection, a fault on the other side, a quota. */
  | { readonly kind: "unreadable"; readonly reason: string };

/** What a list says of an activation. */
export interface ListedActivation {
  readonly activationId: string;
  /** How long it ran, milliseconds. */
  readonly duration?: number;
  /** As in the record: `success`, `application error`, … */
  readonly status?: string;
}

/** What came of asking for the activations of an action. */
export type ActivationsAnswer =
  /** All that began in the time asked for and can be seen, newest first. One that has not ended is not there. [ow] */
  | {
      readonly kind: "listed";
      readonly activations: readonly ListedActivation[];
      /** How far the API's clock was found to be ahead of this machine's, milliseconds, when that had to be corrected. */
      readonly clockOffMs?: number;
    }
  /** The API refuses to say; asking again changes nothing. */
  | { readonly kind: "refused"; readonly error: ApiError; readonly clockOffMs?: number }
  /** Nothing usable came, which may pass: a broken connection, a fault on the other side, a quota. */
  | { readonly kind: "unreadable"; readonly reason: string };

/**
 * Says what an answer to the question for an activation's record means.
 * "Not found" means "not yet": there is no record before the end, nor for up to 40 seconds after it. [field]
 *
 * @param nowMs the clock that signed, epoch milliseconds
 */
export function readActivationAnswer(exchange: TransportResult, nowMs: number): ActivationAnswer {
  const outcome = classifyResponse(exchange, nowMs);
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
      return { kind: "found", activation: outcome.activation };
    case "pending":
      return { kind: "notYet" };
    case "rejected": {
      const { error, isTemporary, clockOffMs } = outcome;
      if (isNotFound(error)) return { kind: "notYet" };
      if (isTemporary) return { kind: "unreadable", reason: `HTTP ${error.status}: ${error.message}` };
      return { kind: "refused", error, ...(clockOffMs === undefined ? {} : { clockOffMs }) };
    }
    case "notSent":
    case "unknown":
      return { kind: "unreadable", reason: outcome.reason };
  }
}

/** The status of 80322 is documented nowhere; upstream's own 404 has no error code. */
function isNotFound({ status, origin, errorCode }: ApiError): boolean {
  return errorCode === "80322" || (status === 404 && origin === "upstream");
}

/** A page of a list, and how many activations there are on all pages where the answer says so. */
export interface ListedPage {
  readonly kind: "page";
  readonly activations: readonly ListedActivation[];
  readonly totalCount?: number;
}

/**
 * Says what an answer to the question for an action's activations means. Numbers may be numeric strings; a list with an item
 * that has no id is not taken for a list, since the one that is looked for may be that item.
 *
 * @param nowMs the clock that signed, epoch milliseconds
 */
export function readActivationsAnswer(
  exchange: TransportResult,
  nowMs: number,
): ListedPage | Exclude<ActivationsAnswer, { kind: "listed" }> {
  const page = exchange.kind === "answered" ? readPage(parseBody(exchange.body)) : undefined;
  if (page !== undefined) return page;
  const outcome = classifyResponse(exchange, nowMs);
  switch (outcome.kind) {
    case "rejected": {
      const { error, isTemporary, clockOffMs } = outcome;
      if (isTemporary) return { kind: "unreadable", reason: `HTTP ${error.status}: ${error.message}` };
      return { kind: "refused", error, ...(clockOffMs === undefined ? {} : { clockOffMs }) };
    }
    case "notSent":
    case "unknown":
      return { kind: "unreadable", reason: outcome.reason };
    case "succeeded":
    case "failed":
    case "pending":
      return { kind: "unreadable", reason: "an answer that is not a list of activations" };
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
    if (typeof activationId !== "string" || activationId === "") return undefined;
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
