import type { OnUnknown } from "../model/outcome.ts";
import { transientFailuresMs } from "./follow.ts";

/** What the search for the run of a call can still show, and what is decided by that. */
export interface SearchStakes {
  /** Whether the action gets the key, so that its run may show it. */
  readonly mayShowKey: boolean;
  readonly onUnknown: OnUnknown;
  /** Whether the call was sent to the address that the next call goes to. */
  readonly isHere: boolean;
  /** By then a run of the call would have ended and its record be visible, epoch milliseconds. */
  readonly settledAt: number;
}

/**
 * Returns the deadline of a search that starts now, epoch milliseconds: the end of the wait, and earlier where nothing that may still
 * appear can change what is decided. A search makes one scan in any case. A shorter search never leads to a call: without the wait, the
 * decision is that of a run that may still be in progress, which stops the deployment.
 *
 * - After `settledAt` no run and no record appears any more. Only transient failures are waited out, for 10 seconds.
 * - A run that shows the key may appear until then, and is adopted whatever `onUnknown` says.
 * - Without a key no run can be told to be the call's:
 *   - `fail` stops, whichever runs there are. Nothing is waited for.
 *   - `adopt` takes the only candidate, but not before all candidates would be visible: one more forbids it.
 *   - `reinvoke` calls again, but not before the earlier run would have ended. Both wait until `settledAt`; where the wait is over before
 *     that, they stop in any case, and nothing is waited for.
 * - A call at another address is not waited for: the run it may have had is reported, and delays no call to this one.
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
