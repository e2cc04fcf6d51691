import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { printable, printableLine } from "../diagnostics/safeText.ts";
import type { ActionLocation } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { Clock } from "../ports/ports.ts";
import type { Redactor } from "./redactor.ts";

/**
 * Maximum wait for the record of a run, which contains its logs, milliseconds. It is visible 30 to
 * 40 seconds after the end. [field]
 */
const longestWaitMs = 45_000;
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
}

/**
 * Reads the logs of a finished run. Never rejects: resolves to `undefined` when they cannot be read
 * within 45 seconds.
 */
export async function readLogs(
  { activationId, logs }: Activation,
  location: ActionLocation,
  { functions, clock, stop }: ReadLogsDeps,
): Promise<readonly string[] | undefined> {
  if (logs !== undefined) return logs;
  const untilAt = clock.now() + longestWaitMs;
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 2, longestPauseMs)) {
    const response = await functions.activation({ ...location, activationId, untilAt });
    if (response.kind === "found") return response.activation.logs ?? [];
    if (response.kind === "refused" || clock.now() + pauseMs > untilAt) return undefined;
    try {
      await clock.sleep(pauseMs, stop);
    } catch {
      return undefined;
    }
  }
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
