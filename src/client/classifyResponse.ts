import { type ApiError, type Outcome, ranOutcome } from "../model/outcome.ts";
import { decode } from "./decode.ts";
import type { HttpResponse, TransportResult } from "./transport.ts";

/** A clock off by less is left alone: the gateway allows 5 minutes, and the answer was under way for a part of them. */
const clockToleranceMs = 270_000;

/**
 * Says how an invocation ended.
 *
 * Refused (3xx, 4xx) means that it did not run. Anything else without an activation in it may have run, the gateway's
 * 503 "Endpoint Error" included, since nobody promises that the service had not got the call by then.
 *
 * @param nowMs the clock that signed, epoch milliseconds
 */
export function classifyResponse(exchange: TransportResult, nowMs: number): Outcome {
  if (exchange.kind === "broken") {
    const { delivery, reason } = exchange;
    return delivery === "notSent" ? { kind: "notSent", reason } : { kind: "unknown", reason, delivery };
  }
  const decoded = decode(exchange);
  switch (decoded.kind) {
    case "activation":
      return ranOutcome(decoded.activation);
    case "idOnly":
      return { kind: "pending", activationId: decoded.activationId };
    case "malformed":
      return { kind: "unknown", reason: decoded.reason, delivery: "answerBegun" };
    case "apiError":
      return judgeError(decoded.error, exchange, nowMs);
  }
}

function judgeError(error: ApiError, answer: HttpResponse, nowMs: number): Outcome {
  if (!isRefusal(error.status)) {
    return { kind: "unknown", reason: describe(error), delivery: "answerBegun" };
  }
  const clockOffMs = clockOff(error, answer.headers["date"], nowMs);
  const retryAfterMs = retryAfter(answer.headers["retry-after"], nowMs);
  return {
    kind: "rejected",
    error,
    isTemporary: error.status === 429 || error.errorCode === "80031",
    ...(clockOffMs === undefined ? {} : { clockOffMs }),
    ...(retryAfterMs === undefined ? {} : { retryAfterMs }),
  };
}

/** A 408 may come from somebody on the way who had already passed the request on. */
function isRefusal(status: number): boolean {
  return status >= 300 && status < 500 && status !== 408;
}

function clockOff(error: ApiError, date: string | undefined, nowMs: number): number | undefined {
  // 401/210 is a missing subscription, which no clock explains.
  if (error.status !== 401 || error.errorCode === "210" || date === undefined) return undefined;
  const offMs = Date.parse(date) - nowMs;
  return Math.abs(offMs) >= clockToleranceMs ? offMs : undefined;
}

function describe({ status, origin, errorCode, message }: ApiError): string {
  const code = errorCode === undefined ? "" : `, error code ${errorCode}`;
  return `the ${origin} answered HTTP ${status}${code}${message === "" ? "" : `: ${message}`}`;
}

/**
 * Reads a `Retry-After` header: whole seconds, or an HTTP date. Answers milliseconds from `nowMs`, at least 0;
 * `undefined` for anything else.
 * Source: RFC 9110 section 10.2.3
 */
export function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
