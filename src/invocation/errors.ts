import { NcfError } from "../diagnostics/ncfError.ts";
import { type ActionReference, actionLabel } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { ApiError, Outcome, Unknown } from "../model/outcome.ts";
import type { Json } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { shellWord } from "../diagnostics/safeText.ts";

/** What an outcome's error tells besides. */
export interface ErrorContext {
  /** Why an activation could not be read. */
  readonly trouble?: string | undefined;
  /** For a call of which nobody knows whether it ran. */
  readonly settling?: ResolveContext | undefined;
}

/** The error that an outcome other than success is, with what failed, on what and why. */
export function outcomeError(
  action: ActionReference,
  outcome: Exclude<Outcome, { kind: "succeeded" }>,
  { trouble, settling }: ErrorContext = {},
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

/** What the commands that settle a call need to name. */
export interface ResolveContext {
  readonly place: ResourceKey;
  /** By `journalOptions`; `undefined` when no journal is kept. */
  readonly journalOptions: readonly string[] | undefined;
}

const shownIds = 5;

/** The error of a call of which nobody knows whether it ran: what happened, where to look, and the commands that settle it. */
export function unknownError(action: ActionReference, outcome: Unknown, settling?: ResolveContext): NcfError {
  const found = outcome.search === undefined ? "" : `\n  Found: ${outcome.search.found}`;
  const reason = `nobody can tell whether ${actionLabel(action)} ran: ${outcome.reason}${found}`;
  if (settling === undefined) return new NcfError("NCF_OUTCOME_UNKNOWN", { reason });
  const { place, journalOptions } = settling;
  const lines =
    journalOptions === undefined
      ? unkeptLines(action, outcome)
      : outcome.earlierId === undefined
        ? keptLines(action, outcome, (...words) => resolveCommand(place, journalOptions, ...words))
        : earlierLines(action, outcome.earlierId);
  return new NcfError("NCF_OUTCOME_UNKNOWN", { reason, hint: lines.join("\n  ") });
}

function keptLines(
  action: ActionReference,
  { search }: Unknown,
  command: (...words: readonly string[]) => string,
): readonly string[] {
  const { activationIds = [] } = search ?? {};
  const ids = activationIds.length === 0 ? ["ACTIVATION-ID"] : activationIds.slice(0, shownIds);
  return [
    "it is not called again before this is settled; a further up only looks once more",
    `Look: ${command()}`,
    ...ids.map((id) => `It ran: ${command("--ran", id)}`),
    `It did not run: ${command("--did-not-run")}`,
    ...lookLines(action, search),
    "In the stack, for good: onUnknown: adopt takes the one run that may be it, onUnknown: reinvoke calls again",
  ];
}

/** Without a journal the next deployment knows nothing of this call. */
function unkeptLines(action: ActionReference, { search }: Unknown): readonly string[] {
  const id = search?.activationIds[0] ?? "ACTIVATION-ID";
  return [
    "look before the next up: no journal is kept (NCF_JOURNAL=off), so it calls again",
    ...lookLines(action, search),
    `It ran: in a program, take that run over with the option import: ${importId(action, id)}`,
    "It did not run: run up again, which calls",
  ];
}

function earlierLines(action: ActionReference, id: string): readonly string[] {
  return [
    "it is not called; run up with the credentials that the earlier call was made with",
    `It is the same call: in a program, take its run over with the option import: ${importId(action, id)}`,
  ];
}

function lookLines({ actionName }: ActionReference, search: Unknown["search"]): readonly string[] {
  const seen = "Services > Compute > Cloud Functions > Action";
  return [
    `In the console: ${seen} > ${actionName}, its activations`,
    ...(search === undefined
      ? []
      : [`A run of it would have ended and be seen by ${new Date(search.settledAt).toISOString()}`]),
  ];
}

function importId({ packageName, actionName }: ActionReference, activationId: string): string {
  return `${packageName}/${actionName}/${activationId}`;
}

/** A command line of `ncf resolve` for a resource, to be pasted into a shell. */
export function resolveCommand(
  { project, stack, name }: ResourceKey,
  journalOptions: readonly string[],
  ...settling: readonly string[]
): string {
  const options = ["--project", project, "--stack", stack, ...journalOptions, ...settling];
  // A name that looks like an option comes last, behind the word that ends options.
  const words = name.startsWith("-") ? [...options, "--", name] : [name, ...options];
  return ["npx ncf resolve", ...words.map(shellWord)].join(" ");
}
