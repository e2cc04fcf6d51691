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

/** Reports whether the result of a state's run is not known: it has not ended, or its record could not be read. */
export function isUnread({ outcome, result }: InvocationState): boolean {
  return outcome === "pending" || (outcome === "succeeded" && result === undefined);
}

/** Polls the record of a state's run until a time, epoch milliseconds, and ends it in the journal as well. Calls nothing. */
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
  // The journal may know more than the state: that it ended, in a step whose result was not saved.
  const isEnded = known?.end?.activationId === activationId && known.end.kind !== "pending";
  const followed = await follow(
    { ...location, activationId, ...knownEnd(isEnded ? known : own, clock.now()) },
    { functions: functions(), clock, untilAt },
  );
  await endPending(old, followed.outcome, deps);
  return followed;
}

/** Returns what the journal knows of a state's call; `undefined` where it cannot be read, since the state alone is enough. */
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

/** Ends a pending call in the journal as well. What is known now must not be lost when that fails. */
export async function endPending(old: InvocationState, outcome: Outcome, deps: LifecycleDeps): Promise<void> {
  try {
    const entry = await entryOf(old, deps);
    if (entry?.end?.kind === "pending") await (await deps.journal(old.key)).end(entry, toCallEnd(outcome));
  } catch (error) {
    if (!NcfError.is(error)) throw error;
  }
}
