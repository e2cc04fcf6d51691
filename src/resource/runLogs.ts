import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { printable, printableLine } from "../diagnostics/safeText.ts";
import { type ActionLocation, actionLabel } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { Clock } from "../ports/ports.ts";
import type { Redactor } from "./redactor.ts";

/**
 * Maximum wait for the record of a run, which contains its logs, milliseconds. It is visible 30 to
 * 40 seconds after the end. [field]
 */
const longestWaitMs = 60_000;
const firstPauseMs = 500;
const longestPauseMs = 5000;

const mostLines = 20;
const mostLineLength = 300;
const mostLength = 4000;

/** Dependencies of {@link readLogs}. */
export interface ReadLogsDeps {
  readonly functions: Pick<CloudFunctions, "activation">;
  readonly clock: Clock;
  /** Ends the wait for the record. */
  readonly stop: AbortSignal | undefined;
  /** Deadline of the call, epoch milliseconds. Its logs are not waited for any longer. */
  readonly untilAt: number;
  /** Called once, when the logs have to be waited for. @param untilAt - Until when, epoch milliseconds. */
  readonly onWait: (untilAt: number) => void;
}

/** Logs of a run, or the reason why they cannot be read now. */
export type RunLogs = { readonly lines: readonly string[] } | { readonly problem: string };

/** Reads the logs of a finished run, within a minute and the deadline of its call. Never rejects. */
export async function readLogs(
  { activationId, logs }: Activation,
  location: ActionLocation,
  { functions, clock, stop, untilAt, onWait }: ReadLogsDeps,
): Promise<RunLogs> {
  if (logs !== undefined) return { lines: logs };
  const later = `read them with ncf activation logs ${actionLabel(location.action)} ${activationId}`;
  const deadline = Math.min(untilAt, clock.now() + longestWaitMs);
  for (let pauseMs = firstPauseMs; clock.now() < deadline; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const response = await functions.activation({ ...location, activationId, untilAt: deadline }, stop);
    if (response.kind === "found") return { lines: response.activation.logs ?? [] };
    if (response.kind === "refused") return { problem: `the API refuses to show them; ${later}` };
    if (pauseMs === firstPauseMs) onWait(deadline);
    try {
      await clock.sleep(Math.min(pauseMs, Math.max(0, deadline - clock.now())), stop);
    } catch {
      break;
    }
  }
  return { problem: `not visible yet; ${later}` };
}

/** Last lines of the logs of a run. */
export interface ShownLogs {
  /** Printable lines without secrets. */
  readonly lines: readonly string[];
  /** Number of omitted lines before them. */
  readonly omitted: number;
}

/** Returns the last lines of logs: at most 20, 300 characters each and 4000 in all. */
export function shownLogs(logs: readonly string[], clean: Redactor): ShownLogs {
  const lines = logs
    .slice(-mostLines)
    // Redact whole lines: a truncated secret would not be found.
    .map((line) => printable(printableLine(clean(line), mostLineLength)));
  let length = lines.reduce((sum, line) => sum + line.length, 0);
  let from = 0;
  for (; length > mostLength; from += 1) length -= (lines[from] as string).length;
  const shown = lines.slice(from);
  return { lines: shown, omitted: logs.length - shown.length };
}
