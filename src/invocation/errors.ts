import { NcfError } from "../diagnostics/ncfError.ts";
import { type ActionReference, actionLabel } from "../model/action.ts";
import { type Address, addressOptions } from "../model/address.ts";
import type { Activation } from "../model/activation.ts";
import type { ApiError, Outcome, Unknown } from "../model/outcome.ts";
import { isJsonObject, type Json } from "../model/json.ts";
import { oneShotName, type ResourceKey, resourceLabel } from "../model/resourceKey.ts";
import { shellWord } from "../diagnostics/safeText.ts";

/** Circumstances of an outcome that its error reports. */
export interface ErrorContext {
  /** Reason why the activation could not be read. */
  readonly problem?: string | undefined;
  /** Address of the action. @default unknown, so that no command can show its logs */
  readonly address?: Address | undefined;
  /** `true` when the call was `onDelete`, and the resource is kept. @default false */
  readonly isDelete?: boolean;
  /** Present when it is unknown whether the call ran. */
  readonly resolve?: ResolveContext | undefined;
}

/** Returns the error for an outcome other than success: subject, what failed and why. */
export function outcomeError(
  action: ActionReference,
  outcome: Exclude<Outcome, { kind: "succeeded" }>,
  { problem, address, resolve, isDelete = false }: ErrorContext = {},
): NcfError {
  const label = actionLabel(action);
  switch (outcome.kind) {
    case "failed": {
      const { activationId } = outcome.activation;
      return new NcfError("NCF_ACTION_FAILED", {
        ...failedHint(action, { activationId, address, isDelete }),
        reason: `${label} ran and failed (activation ${activationId}): ${failureText(outcome.activation)}`,
      });
    }
    case "unreadable": {
      const { ended, activationId, reason } = outcome;
      if (ended === "failed") {
        return new NcfError("NCF_ACTION_FAILED", {
          reason: `${label} ran and failed (activation ${activationId}), according to the journal; its error cannot be read: ${reason}`,
        });
      }
      return new NcfError("NCF_RESULT_UNREADABLE", {
        reason: `${label} ran and succeeded (activation ${activationId}), according to the journal, but its result cannot be read: ${reason}`,
      });
    }
    case "pending": {
      const { activationId } = outcome;
      if (outcome.isOverdue) {
        return new NcfError("NCF_RESULT_UNREADABLE", {
          reason: `${label} was accepted (activation ${activationId}), but its end cannot be read: ${problem ?? "the API has no record of it"}`,
        });
      }
      const what =
        problem === undefined
          ? "did not finish in time"
          : `was accepted, but its record cannot be read: ${problem}`;
      return new NcfError("NCF_PENDING", {
        reason: `${label} ${what}; its activation ${activationId} is recorded`,
        hint: `${isDelete ? "delete the resource again" : "run up again"}: it reads activation ${activationId} and does not call the action again
  An action runs for at most 5 minutes, and its record is visible a minute later. To wait longer, raise waitFor`,
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
        ...(outcome.isInterrupted ? interrupted : outcome.isOutOfRetries ? outOfRetries : {}),
      });
    case "unknown":
      return unknownError(action, outcome, resolve);
  }
}

/**
 * Returns the hint for a failed run, with the command that shows its logs; nothing when the hint of
 * the catalogue applies.
 */
function failedHint(
  action: ActionReference,
  {
    activationId,
    address,
    isDelete,
  }: Pick<ErrorContext, "address" | "isDelete"> & { readonly activationId: string },
): { readonly hint?: string } {
  const read =
    address === undefined
      ? "read the action's error and logs"
      : `show its logs: ${logsCommand(action, activationId, address)}`;
  if (isDelete === true) {
    return {
      hint: `${read}; then delete the resource again, which calls the action again; the resource is kept until then`,
    };
  }
  return address === undefined ? {} : { hint: `${read}; the next up calls the action again` };
}

/** Returns the command line that shows the logs of a run, quoted for a shell. */
function logsCommand(action: ActionReference, activationId: string, address: Address): string {
  const args = [actionLabel(action), activationId, ...addressOptions(address)];
  return ["ncf activation logs", ...args.map(shellWord)].join(" ");
}

const interrupted = { hint: "run up again to call it" };

const outOfRetries = {
  hint: "check the service, then run up again; the calls of this run used up their 100 shared retries",
};

/** Returns the reason why a run failed, as the action reports it: `application error: boom`. */
export function failureText({ response }: Activation): string {
  const { status, result } = response;
  return `${status}: ${errorText(isJsonObject(result) ? result["error"] : (result ?? undefined))}`;
}

/** The message comes first, whatever shape the error has; a stack and other fields follow. */
function errorText(error: Json | undefined): string {
  if (error === undefined) return "no reason given";
  if (typeof error === "string") return error;
  if (!isJsonObject(error)) return JSON.stringify(error);
  const { message, stack, ...others } = error;
  if (typeof message !== "string" || message === "") return JSON.stringify(error);
  const rest = Object.keys(others).length === 0 ? "" : ` ${JSON.stringify(others)}`;
  const text = `${message}${rest}`;
  if (typeof stack !== "string") return stack === undefined ? text : `${text}\n${JSON.stringify(stack)}`;
  const [first = "", ...frames] = stack.split("\n");
  // The first line of a stack repeats the message.
  const below = first.endsWith(message) ? frames : [first, ...frames];
  return [text, ...below].join("\n");
}

function apiErrorText({ status, errorCode, message, details }: ApiError): string {
  const code = errorCode === undefined ? `HTTP ${status}` : `HTTP ${status}, code ${errorCode}`;
  return `${message}${details === undefined || details === "" ? "" : ` – ${details}`} (${code})`;
}

function rejectionHint({ status, errorCode }: ApiError): { hint?: string } {
  if (errorCode === "80301") {
    return { hint: "check packageName, actionName, platform and region: the action was not found there" };
  }
  if (errorCode === "200") {
    return {
      hint: "check the access key and the secret key, and set this machine's clock if it is off by 5 minutes or more",
    };
  }
  if (errorCode === "210") {
    return { hint: "give the sub account access to API Gateway, and subscribe it to the API" };
  }
  if (errorCode === "80002") {
    return { hint: "give the sub account a Cloud Functions policy that allows this action" };
  }
  if (status === 429) {
    return {
      hint: "make fewer calls (stack config ncf:callsPerSecond, ncf:callsInFlight), or raise retry.budget",
    };
  }
  return {};
}

/** Names for the commands that settle a call. */
export interface ResolveContext {
  readonly key: ResourceKey;
  /** Options from `journalOptions`; `undefined` when no journal is kept. */
  readonly journalOptions: readonly string[] | undefined;
}

const shownIds = 5;

/**
 * Returns the error for a call that may have run: what happened, where to look, and the commands
 * that settle it.
 */
function unknownError(action: ActionReference, outcome: Unknown, resolve?: ResolveContext): NcfError {
  const found = outcome.search === undefined ? "" : `\n  Found: ${outcome.search.found}`;
  const reason = `unknown whether ${actionLabel(action)} ran: ${outcome.reason}${found}`;
  if (resolve === undefined) return new NcfError("NCF_OUTCOME_UNKNOWN", { reason });
  const { key, journalOptions } = resolve;
  const lines =
    journalOptions === undefined
      ? unrecordedLines(action, outcome)
      : outcome.earlierId === undefined
        ? recordedLines(action, outcome, resolve, (...args) => resolveCommand(key, journalOptions, ...args))
        : earlierLines(action, outcome.earlierId);
  return new NcfError("NCF_OUTCOME_UNKNOWN", { reason, hint: lines.join("\n  ") });
}

function recordedLines(
  action: ActionReference,
  { search }: Unknown,
  { key }: ResolveContext,
  command: (...args: readonly string[]) => string,
): readonly string[] {
  const isOneShot = oneShotName(key) !== undefined;
  const { activationIds = [] } = search ?? {};
  const ids = activationIds.length === 0 ? ["ACTIVATION-ID"] : activationIds.slice(0, shownIds);
  return [
    `settle it; until then ${isOneShot ? "another ncf invoke with this key" : "a further up"} searches again and does not call the action`,
    `Inspect: ${command()}`,
    ...ids.map((id) => `It ran: ${command("--ran", id)}`),
    `It did not run: ${command("--did-not-run")}`,
    ...searchLines(action, search),
    isOneShot
      ? "With the same key: --on-unknown adopt adopts the one run that may be the call's, --on-unknown reinvoke calls again"
      : "In the stack: onUnknown: adopt adopts the one run that may be the call's, onUnknown: reinvoke calls again",
  ];
}

/** Returns the steps for a call without a journal: the next deployment has no record of the call. */
function unrecordedLines(action: ActionReference, { search }: Unknown): readonly string[] {
  const id = search?.activationIds[0] ?? "ACTIVATION-ID";
  return [
    "check before the next up: the journal is off (NCF_JOURNAL=off), so the next up calls again",
    ...searchLines(action, search),
    `It ran: adopt that run with the resource option import: ${importId(action, id)}`,
    "It did not run: run up again, which calls the action",
  ];
}

function earlierLines(action: ActionReference, id: string): readonly string[] {
  return [
    "run up with the credentials of the earlier call; the action is not called",
    `It is the same call: adopt its run with the resource option import: ${importId(action, id)}`,
  ];
}

function searchLines({ actionName }: ActionReference, search: Unknown["search"]): readonly string[] {
  const path = "Services > Compute > Cloud Functions > Action";
  return [
    `In the console: ${path} > ${actionName}, its activations`,
    ...(search === undefined
      ? []
      : [`If it ran, its activation would be visible by ${new Date(search.settledAt).toISOString()}`]),
  ];
}

function importId({ packageName, actionName }: ActionReference, activationId: string): string {
  return `${packageName}/${actionName}/${activationId}`;
}

/** Returns a command line of `ncf resolve` for a resource, quoted for a shell. */
export function resolveCommand(
  key: ResourceKey,
  journalOptions: readonly string[],
  ...settling: readonly string[]
): string {
  const oneShot = oneShotName(key);
  if (oneShot !== undefined) {
    return ["ncf resolve", ...["--key", oneShot, ...journalOptions, ...settling].map(shellWord)].join(" ");
  }
  const name = resourceLabel(key);
  const options = ["--project", key.project, "--stack", key.stack, ...journalOptions, ...settling];
  // A name that looks like an option comes last, after the argument that ends options.
  const args = name.startsWith("-") ? [...options, "--", name] : [name, ...options];
  return ["ncf resolve", ...args.map(shellWord)].join(" ");
}
