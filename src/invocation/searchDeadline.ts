import type { OnUnknown } from "../model/outcome.ts";
import { transientFailuresMs } from "./follow.ts";

/** Factors that decide how long a search for the run of a call is useful. */
export interface SearchStakes {
  /** `true` when the action receives the key, so that its run may show it. */
  readonly mayShowKey: boolean;
  readonly onUnknown: OnUnknown;
  /** `true` when the call was sent to the address that the next call uses. */
  readonly isHere: boolean;
  /** Time by which a run of the call must have ended and its record must be visible, epoch milliseconds. */
  readonly settledAt: number;
}

/**
 * Returns the deadline of a search that starts now, epoch milliseconds. It is the end of the wait,
 * or an earlier time when nothing that may still appear can change the decision. A search scans at
 * least once. A shorter search never leads to a call: without the wait, the run counts as possibly
 * in progress, which stops the deployment.
 *
 * - After `settledAt` no run and no record can appear. Only transient failures are retried, for 10
 *   seconds.
 * - A run that shows the key may appear until then, and is adopted for every `onUnknown`.
 * - Without a key, no run can be identified as the call's:
 *   - `fail` stops regardless of the runs, so it does not wait.
 *   - `adopt` adopts the only candidate once all candidates must be visible: a second one would
 *     forbid it.
 *   - `reinvoke` calls again once the earlier run must have ended. Both wait until `settledAt`. If
 *     the wait ends earlier, they stop anyway, so they do not wait.
 * - A search does not wait for a call at another address: its run is only reported, and delays no
 *   call to this one.
 */
export function searchDeadline(
  { mayShowKey, onUnknown, isHere, settledAt }: SearchStakes,
  now: number,
  waitUntilAt: number,
): number {
  const canDecide = mayShowKey || (onUnknown !== "fail" && settledAt <= waitUntilAt);
  if (!canDecide || (!isHere && now < settledAt)) return now;
  return Math.min(waitUntilAt, Math.max(settledAt, now) + transientFailuresMs);
}
