import type { Clock } from "../../ports/ports.ts";
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
  const { outcome, problem } = await follow(activation, {
    functions,
    clock,
    untilAt: clock.now() + visibleMs,
  });
  if (outcome.kind === "pending") return [missingLogs(activation, problem ?? "its record is not visible yet")];
  const { logs = [] } = outcome.activation;
  if (logs.length === 0) return [`logs of activation ${activationId}: none`];
  const shown = logs.slice(-mostLines);
  const which = shown.length === logs.length ? "" : ` (last ${mostLines} of ${logs.length} lines)`;
  return [
    `logs of activation ${activationId}${which}:`,
    ...shown.map((line) => `  ${printableLine(clean(line), longestLine)}`),
  ];
}

/** Returns the line in the place of logs that cannot be read now. */
export function missingLogs({ activationId, action }: LoggedActivation, why: string): string {
  return `logs of activation ${activationId}: not available (${why}); later: ncf activation logs ${actionLabel(action)} ${activationId}`;
}

/** Turns a line of foreign text into one that a terminal shows as it is: control characters become \uFFFD. */
export function printableLine(line: string, longest = Infinity): string {
  const text = line.length > longest ? `${line.slice(0, longest)}…` : line;
  return text.replaceAll(/[\p{Cc}\p{Cf}\p{Cs}\u2028\u2029]/gu, (one) => (one === "\t" ? one : "\uFFFD"));
}
