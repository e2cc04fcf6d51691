import { NcfError } from "../diagnostics/NcfError.ts";
import { type ActionReference, actionLabel } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { ApiError, Outcome } from "../model/outcome.ts";
import type { Json } from "../model/json.ts";
import { unknownError, type Settling } from "./unknownError.ts";

/** What an outcome's error tells besides. */
export interface Told {
  /** Why an activation could not be read. */
  readonly trouble?: string | undefined;
  /** For a call of which nobody knows whether it ran. */
  readonly settling?: Settling | undefined;
}

/** The error that an outcome other than success is, with what failed, on what and why. */
export function outcomeError(
  action: ActionReference,
  outcome: Exclude<Outcome, { kind: "succeeded" }>,
  { trouble, settling }: Told = {},
): NcfError {
  const label = actionLabel(action);
  switch (outcome.kind) {
    case "failed":
      return new NcfError("NCF_ACTION_FAILED", {
        reason: `${label} ran and failed (activation ${outcome.activation.activationId}): ${failureText(outcome.activation)}`,
      });
    case "pending": {
      const why = trouble === undefined ? "" : ` (${trouble})`;
      const { activationId } = outcome;
      return new NcfError("NCF_PENDING", {
        reason: `${label} had not ended when the wait was over${why}; activation ${activationId} is kept`,
        hint: `run up again: it only reads activation ${activationId} and never calls the action again
  An action runs for 5 minutes at most and is seen within another; to wait longer at once, raise waitFor`,
      });
    }
    case "rejected":
      if (outcome.clockOffMs !== undefined) {
        const minutes = (Math.abs(outcome.clockOffMs) / 60_000).toFixed(1);
        const direction = outcome.clockOffMs > 0 ? "behind" : "ahead of";
        return new NcfError("NCF_CLOCK_OFF", {
          reason: `cannot call ${label}: this machine's clock is ${minutes} minutes ${direction} the API's`,
        });
      }
      return new NcfError("NCF_REJECTED", {
        reason: `cannot call ${label}: ${apiErrorText(outcome.error)}`,
        ...(outcome.isOutOfRetries ? outOfRetries : rejectionHint(outcome.error)),
      });
    case "notSent":
      return new NcfError("NCF_NOT_SENT", {
        reason: `cannot call ${label}: ${outcome.reason}`,
        ...(outcome.isOutOfRetries ? outOfRetries : {}),
      });
    case "unknown":
      return unknownError(action, outcome, settling);
  }
}

const outOfRetries = {
  hint: "it was not tried again, since the calls of this run have used up the 100 retries that they share; find out what is wrong with the service, then run up again",
};

function failureText({ response }: Activation): string {
  return `${response.status}: ${errorText(response.result["error"])}`;
}

function errorText(error: Json | undefined): string {
  if (error === undefined) return "no reason given";
  return typeof error === "string" ? error : JSON.stringify(error);
}

function apiErrorText({ status, errorCode, message, details }: ApiError): string {
  const code = errorCode === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${errorCode}`;
  return `${message}${details === undefined || details === "" ? "" : ` – ${details}`} (${code})`;
}

function rejectionHint({ status, errorCode }: ApiError): { hint?: string } {
  if (errorCode === "80301") {
    return {
      hint: "look at packageName, actionName, platform and region: the action is looked for in exactly that place",
    };
  }
  if (errorCode === "200") {
    return {
      hint: "the access key or the secret key is wrong or disabled, or this machine's clock is off by 5 minutes or more",
    };
  }
  if (errorCode === "210")
    return { hint: "the sub account needs API Gateway access, and a subscription to the API" };
  if (errorCode === "80002")
    return { hint: "give the sub account a Cloud Functions policy that allows this action" };
  if (status === 429)
    return {
      hint: "make fewer calls (stack config ncf:callsPerSecond, ncf:callsInFlight), or give them a larger retry.budget",
    };
  return {};
}
