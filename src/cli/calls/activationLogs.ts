import type { Clock } from "../../ports/ports.ts";
import { cut } from "../../diagnostics/safeText.ts";
import { follow } from "../../invocation/follow.ts";
import type { ActionLocation } from "../../model/action.ts";
import { actionLabel } from "../../model/action.ts";
import type { ActivationReader } from "../resolve/lookAtCall.ts";

/** Time to wait for the record of a run that ended, milliseconds: it is visible 30 to 40 seconds later. [field] */
const visibleMs = 60_000;
const mostLines = 100;
const longestLine = 1000;

/** Activation whose logs are shown. */
export interface LoggedActivation extends ActionLocation {
  readonly activationId: string;
}

/**
 * Reads the logs of a run that has ended, and returns them for people: the last 100 lines, each up to 1000 characters. Waits up to a minute
 * for its record.
 * @param clean - Removes secrets.
 */
export async function readLogLines(
  activation: LoggedActivation,
  { functions, clock }: { readonly functions: Pick<ActivationReader, "activation">; readonly clock: Clock },
  clean: (text: string) => string,
): Promise<readonly string[]> {
  const { activationId } = activation;
  const untilAt = clock.now() + visibleMs;
  const { outcome, problem = "its record is not visible yet" } = await follow(
    { ...activation, settledAt: untilAt },
    { functions, clock, untilAt },
  );
  if (outcome.kind === "pending" || outcome.kind === "unreadable") return [missingLogs(activation, problem)];
  const { logs = [] } = outcome.activation;
  if (logs.length === 0) return [`logs of activation ${activationId}: none`];
  const shown = logs.slice(-mostLines);
  const which = shown.length === logs.length ? "" : ` (last ${mostLines} of ${logs.length} lines)`;
  return [`logs of activation ${activationId}${which}:`, ...shown.map((line) => logLine(clean(line)))];
}

/** Returns the line in the place of logs that cannot be read now. */
export function missingLogs({ activationId, action }: LoggedActivation, why: string): string {
  return `logs of activation ${activationId}: not available (${why}); later: ncf activation logs ${actionLabel(action)} ${activationId}`;
}

/** Returns a line of a log, cut to 1000 characters, and indented where it has line breaks. */
function logLine(text: string): string {
  return `  ${cut(text, longestLine).trimEnd().replaceAll(/\r?\n/g, "\n    ")}`;
}
