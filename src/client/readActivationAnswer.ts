import type { ApiError } from "../model/outcome.ts";
import type { ActivationAnswer } from "./ActivationAnswer.ts";
import { judge } from "./judge.ts";
import type { Exchange } from "./Transport.ts";

/**
 * Says what an answer to the question for an activation's record means.
 * "Not found" means "not yet": there is no record before the end, nor for up to 40 seconds after it. [field]
 *
 * @param nowMs the clock that signed, epoch milliseconds
 */
export function readActivationAnswer(exchange: Exchange, nowMs: number): ActivationAnswer {
  const outcome = judge(exchange, nowMs);
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
