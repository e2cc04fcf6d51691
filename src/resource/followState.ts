import { follow, type Followed } from "../invocation/follow.ts";
import { knownEnd, toCallEnd } from "../invocation/settleClaim.ts";
import type { JournalEntry } from "../journal/journal.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { ActionLocation } from "../model/action.ts";
import type { Outcome } from "../model/outcome.ts";
import { generationKey } from "../model/resourceKey.ts";
import type { LifecycleDeps } from "./lifecycleDeps.ts";
import type { InvocationState } from "./state.ts";
import type { Emit } from "./stepEvents.ts";

/**
 * Returns whether the result of a state's run is unknown: it has not finished, or its record could
 * not be read.
 */
export function isUnread({ outcome, result }: InvocationState): boolean {
  return outcome === "pending" || (outcome === "succeeded" && result === undefined);
}

/**
 * Polls the record of a state's run until a time, epoch milliseconds, and records its end in the
 * journal. Never calls the action.
 */
export async function followState(
  old: InvocationState,
  location: ActionLocation,
  untilAt: number,
  deps: LifecycleDeps & { readonly emit?: Emit },
): Promise<Followed> {
  const { functions, clock } = deps;
  const { activationId, invokedAt } = old;
  const known = await entryOf(old, deps);
  const own = { at: invokedAt, ...(old.outcome === "pending" ? {} : { end: { kind: old.outcome } }) };
  if (known?.trace !== undefined) deps.emit?.({ kind: "resuming", trace: known.trace });
  // The journal may know the end of a run whose result was not saved in the state.
  const isEnded = known?.end?.activationId === activationId && known.end.kind !== "pending";
  const followed = await follow(
    { ...location, activationId, ...knownEnd(isEnded ? known : own, clock.now()) },
    { functions: functions(), clock, untilAt },
  );
  await endPending(old, followed.outcome, deps);
  return followed;
}

/**
 * Returns the journal entry of a state's call; `undefined` when the journal cannot be read, because
 * the state alone is sufficient.
 */
async function entryOf(
  { key, generation }: InvocationState,
  { journal }: LifecycleDeps,
): Promise<JournalEntry | undefined> {
  try {
    return await (await journal(key)).find(generationKey({ ...key, generation }));
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    return undefined;
  }
}

/** Records the end of a pending call in the journal. Ignores failures, so that the outcome is not lost. */
export async function endPending(old: InvocationState, outcome: Outcome, deps: LifecycleDeps): Promise<void> {
  try {
    const entry = await entryOf(old, deps);
    if (entry?.end?.kind === "pending") await (await deps.journal(old.key)).end(entry, toCallEnd(outcome));
  } catch (error) {
    if (!NcfError.is(error)) throw error;
  }
}
