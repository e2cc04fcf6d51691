import type { CloudFunctions } from "../client/cloudFunctions.ts";
import { belongsToAnotherClaim, type Journal, type JournalEntry } from "../journal/journal.ts";
import type { CallEnd } from "../journal/records.ts";
import { formatActionUrl, parseActionUrl } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import { type OnUnknown, type Outcome, ranOutcome } from "../model/outcome.ts";
import type { Clock } from "../ports/ports.ts";
import type { Owner, Processes } from "../ports/processes.ts";
import type { CallResult } from "./callOnce.ts";
import type { InvocationEventDetail } from "./events.ts";
import { findRun, type FoundRun, recordVisibleAt, searchWindow, sentTime } from "./findRun.ts";
import { follow, type FollowedActivation } from "./follow.ts";
import type { Invocation } from "./invocation.ts";
import { searchDeadline } from "./searchDeadline.ts";

const ownerPauseMs = 500;

/** Dependencies of {@link waitForOwner}. */
export interface WaitForOwnerDeps {
  readonly journal: Pick<Journal, "find">;
  readonly processes: Processes;
  readonly clock: Clock;
  readonly emit: (event: InvocationEventDetail) => void;
  readonly stop?: AbortSignal | undefined;
  /** Throws when the call must not wait for a process. @default the call waits */
  readonly refuseToWait?: ((owner: Owner) => void) | undefined;
}

/**
 * Waits while a claim has no end and its process is alive, and returns the current entry of the
 * key. Also waits for a claim that replaces it. A process that is not visible from here counts as
 * alive until it may start no more attempts. Rejects with the signal's reason.
 */
export async function waitForOwner(
  entry: JournalEntry,
  { journal, processes, clock, emit, stop, refuseToWait }: WaitForOwnerDeps,
): Promise<JournalEntry> {
  let reported: string | undefined;
  for (let { claim, owner, sendsUntilAt } = entry; ;) {
    // Read before the journal: a process records the end before it exits.
    const state = processes.stateOf(owner);
    const isOver = state === "gone" || (state === "elsewhere" && clock.now() > sendsUntilAt);
    const found = (await journal.find(entry.key)) ?? entry;
    if (found.end !== undefined || (isOver && found.claim === claim)) return found;
    ({ claim, owner, sendsUntilAt } = found);
    refuseToWait?.(owner);
    if (reported !== claim) emit({ kind: "waitingForOwner", owner });
    reported = claim;
    await clock.sleep(ownerPauseMs, stop);
  }
}

/** Dependencies of {@link settleClaim}. */
export interface SettleClaimDeps {
  readonly functions: Pick<CloudFunctions, "activation" | "activations">;
  readonly clock: Clock;
  readonly journal: Pick<Journal, "claimOf" | "end" | "find">;
  readonly emit: (event: InvocationEventDetail) => void;
  readonly onUnknown: OnUnknown;
}

/** Result of a call without its generation. */
type Settled = Omit<CallResult, "generation">;

/**
 * Determines the end of a call: reads its activation when the id is known, otherwise searches for
 * its run. Returns `undefined` when it did not run, or when it must be called again anyway.
 * @param own - Result of the call if this process made it.
 */
export async function settleClaim(
  invocation: Invocation,
  entry: JournalEntry,
  own: Pick<CallResult, "outcome" | "attempts" | "invokedAt"> | undefined,
  deps: SettleClaimDeps,
): Promise<Settled | undefined> {
  const { functions, clock, journal, emit, onUnknown } = deps;
  const { address, action } = parseActionUrl(entry.action) ?? invocation;
  const isHere = address.origin === invocation.address.origin;
  const now = clock.now();
  const untilAt = now + invocation.waitForMs;
  const { attempts, invokedAt } = own ?? { attempts: 1, invokedAt: entry.at };
  const ended = async (outcome: Outcome, problem?: string): Promise<Settled> => {
    await recordEnd(entry, outcome, { journal, emit });
    return { outcome, attempts, invokedAt, ...(problem === undefined ? {} : { problem }) };
  };
  const read = async (
    run: Pick<FollowedActivation, "activationId" | "settledAt" | "ended">,
  ): Promise<Settled> => {
    const { outcome, problem } = await follow({ address, action, ...run }, { functions, clock, untilAt });
    return ended(outcome, problem);
  };

  const { end } = entry;
  if (end?.kind === "notSent" || end?.kind === "rejected" || end?.kind === "released") return undefined;
  if (end?.activationId !== undefined) {
    if (end.kind === "pending") emit({ kind: "following", activationId: end.activationId, untilAt });
    return read({ activationId: end.activationId, ...knownEnd(entry, now) });
  }
  const sent = own === undefined ? sentTime(entry, now) : { sentFromAt: invokedAt, sentUntilAt: now };
  const { settledAt } = searchWindow(sent);
  const mayShowKey = invocation.idempotencyParam !== undefined;
  const searchUntilAt = searchDeadline({ mayShowKey, onUnknown, isHere, settledAt }, now, untilAt);
  emit({ kind: "searching", untilAt: searchUntilAt });
  const belongsToOther = belongsToAnotherClaim.bind(undefined, journal, entry);
  const found = await findRun(
    { address, action, key: entry.key, ...sent },
    { functions, clock, belongsToOther, untilAt: searchUntilAt },
  );
  const decision = decideUnknown(onUnknown, found);
  switch (decision.kind) {
    case "keep":
      return ended(ranOutcome(decision.activation));
    case "follow":
      return read({ activationId: decision.activationId, settledAt });
    case "reinvoke":
      return undefined;
    case "stop": {
      // A process on another machine may have recorded the end of its call meanwhile.
      const latest = own === undefined ? await journal.find(entry.key).catch(() => undefined) : undefined;
      if (latest?.claim === entry.claim && latest.end !== undefined && latest.end.kind !== "unknown") {
        return settleClaim(invocation, latest, undefined, deps);
      }
      const where = isHere ? "" : ` (an earlier call, to ${formatActionUrl({ address, action })})`;
      const reason =
        own?.outcome.kind === "unknown"
          ? own.outcome.reason
          : `the process that made the call ended before its response${where}`;
      const { reason: text, activationIds } = decision;
      const search = { found: text, activationIds, settledAt };
      return ended({ kind: "unknown", reason, delivery: "sent", search });
    }
  }
}

/** Returns the recorded end of an accepted call, and the time by which its record is visible. */
export function knownEnd(
  { at, end, endedAt = at }: Pick<JournalEntry, "at" | "end" | "endedAt">,
  now: number,
): Pick<FollowedActivation, "settledAt" | "ended"> {
  if (end?.kind === "succeeded" || end?.kind === "failed") {
    return { settledAt: recordVisibleAt(endedAt, now), ended: end.kind };
  }
  // It was accepted before its end was recorded.
  const acceptedAt = Math.min(endedAt, now);
  return { settledAt: searchWindow({ sentFromAt: at, sentUntilAt: acceptedAt }).settledAt };
}

/** Converts an outcome to the end for the journal. */
export function toCallEnd(outcome: Outcome): CallEnd {
  switch (outcome.kind) {
    case "succeeded":
    case "failed": {
      const { activationId, duration } = outcome.activation;
      return {
        kind: outcome.kind,
        activationId,
        ...(duration === undefined ? {} : { durationMs: duration }),
      };
    }
    case "pending":
      return { kind: outcome.kind, activationId: outcome.activationId };
    case "unreadable":
      return { kind: outcome.ended, activationId: outcome.activationId };
    case "rejected":
    case "notSent":
    case "unknown":
      return { kind: outcome.kind };
  }
}

/** Dependencies of {@link recordEnd}. */
export interface RecordEndDeps {
  readonly journal: Pick<Journal, "end">;
  readonly emit?: (event: InvocationEventDetail) => void;
  /** Number of attempts, if this process made them. */
  readonly attempts?: number;
}

/**
 * Records an end. A journal that fails here writes it with its next batch, and the outcome must not
 * be lost.
 */
export async function recordEnd(
  entry: JournalEntry,
  outcome: Outcome,
  { journal, emit, attempts }: RecordEndDeps,
): Promise<void> {
  const end = { ...toCallEnd(outcome), ...(attempts === undefined ? {} : { attempts }) };
  let isWritten = true;
  await journal.end(entry, end).catch(() => (isWritten = false));
  if (isWritten && entry.end?.kind !== end.kind)
    emit?.({ kind: "recorded", claim: entry.claim, end: end.kind });
}

/** Decision about a call that may have run. */
export type UnknownDecision =
  /** The call ran, and this is its end. */
  | { readonly kind: "keep"; readonly activation: Activation }
  /** Adopt this run: read its record. */
  | { readonly kind: "follow"; readonly activationId: string }
  /** Call again, replacing the claim. */
  | { readonly kind: "reinvoke" }
  /**
   * The call stays unknown. The reason is a clause about the search; the ids are those of the
   * possible runs.
   */
  | { readonly kind: "stop"; readonly reason: string; readonly activationIds: readonly string[] };

/**
 * Decides about a call from the result of the search and the user's choice. Always keeps a run that
 * is certainly the call's. Never calls again while an earlier run may be in progress, because two
 * runs must not overlap.
 */
export function decideUnknown(onUnknown: OnUnknown, found: FoundRun): UnknownDecision {
  switch (found.kind) {
    case "adopted":
      return { kind: "keep", activation: found.activation };
    case "ambiguous": {
      const { activationIds } = found;
      const [activationId] = activationIds;
      if (onUnknown === "reinvoke") return { kind: "reinvoke" };
      if (onUnknown === "adopt" && activationId !== undefined && activationIds.length === 1) {
        return { kind: "follow", activationId };
      }
      return { kind: "stop", reason: `${candidatesText(activationIds)} may be its run`, activationIds };
    }
    case "none":
      if (onUnknown === "reinvoke") return { kind: "reinvoke" };
      return {
        kind: "stop",
        reason: "no activation of it is visible, although a run must have ended by now",
        activationIds: [],
      };
    case "tooEarly": {
      const { activationIds } = found;
      const also = activationIds.length === 0 ? "" : `, and ${candidatesText(activationIds)} may be its run`;
      const reason = `it may still be running, or its record may still appear${also}`;
      return { kind: "stop", reason, activationIds };
    }
    case "unreadable": {
      const { reason, mayStillRun } = found;
      if (onUnknown === "reinvoke" && !mayStillRun) return { kind: "reinvoke" };
      const still = mayStillRun ? ", and it may still be running" : "";
      return {
        kind: "stop",
        reason: `its activations cannot be listed (${reason})${still}`,
        activationIds: [],
      };
    }
  }
}

function candidatesText(activationIds: readonly string[]): string {
  const [first, ...others] = activationIds;
  if (others.length === 0) return `activation ${first}`;
  const shown = activationIds.slice(0, 5).join(", ");
  return `one of ${activationIds.length} activations (${shown}${activationIds.length > 5 ? ", …" : ""})`;
}
