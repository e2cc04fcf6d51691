import { NcfError } from "../diagnostics/ncfError.ts";
import { outcomeError } from "../invocation/errors.ts";
import { actionLabel } from "../model/action.ts";
import { formatDuration } from "../model/duration.ts";
import type { CheckEnd } from "./callUntilHealthy.ts";
import type { Check } from "./readCheck.ts";

/**
 * Returns the error of a check that did not end healthy: the number of calls, the duration, and the
 * reason of the last unhealthy call.
 */
export function checkError(check: Check, end: Exclude<CheckEnd, { kind: "healthy" }>): NcfError {
  const { action, withinMs, successes: needed } = check;
  if (end.kind === "refused") return outcomeError(action, end.outcome);
  const { kind, calls, successes, durationMs, last } = end;
  const times = `${calls} call${calls === 1 ? "" : "s"} in ${formatDuration(durationMs)}`;
  const inRow = needed === 1 ? "" : `, ${successes} of ${needed} healthy in a row at the end`;
  const run = last?.activationId === undefined ? "" : ` (activation ${last.activationId})`;
  const result = last?.result === undefined ? "" : `; ${last.result}`;
  const why = last === undefined ? "" : `\n  Last unhealthy call${run}: ${last.reason}${result}`;
  const how =
    kind === "interrupted" ? "was interrupted" : `was not healthy within ${formatDuration(withinMs)}`;
  return new NcfError("NCF_CHECK_UNHEALTHY", {
    reason: `the check of ${actionLabel(action)} ${how}: ${times}${inRow}${why}`,
    ...(kind === "interrupted" ? { hint: "run up again, which checks again" } : {}),
  });
}
