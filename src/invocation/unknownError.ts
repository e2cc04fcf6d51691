import { NcfError } from "../diagnostics/NcfError.ts";
import { type ActionReference, actionLabel } from "../model/action.ts";
import type { Unknown } from "../model/outcome.ts";
import type { ResourcePlace } from "../model/resourceKey.ts";
import { resolveCommand } from "./resolveCommand.ts";

/** What the commands that settle a call need to name. */
export interface Settling {
  readonly place: ResourcePlace;
  /** By `journalOptions`; `undefined` when no journal is kept. */
  readonly journalOptions: readonly string[] | undefined;
}

const shownIds = 5;

/** The error of a call of which nobody knows whether it ran: what happened, where to look, and the commands that settle it. */
export function unknownError(action: ActionReference, outcome: Unknown, settling?: Settling): NcfError {
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
