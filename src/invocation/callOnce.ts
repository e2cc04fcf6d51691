import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { CallSlot } from "../client/callLimiter.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { areSameParams } from "../journal/hashParams.ts";
import { isReclaimable, type Journal, type JournalEntry } from "../journal/journal.ts";
import { type CallEnd, unknownOwner } from "../journal/records.ts";
import { formatActionUrl, parseActionUrl } from "../model/action.ts";
import type { Outcome } from "../model/outcome.ts";
import { generationKey, type ResourceKey } from "../model/resourceKey.ts";
import type { Clock } from "../ports/ports.ts";
import type { Owner, Processes } from "../ports/processes.ts";
import type { InvocationEventDetail } from "./events.ts";
import { follow } from "./follow.ts";
import { searchWindow } from "./findRun.ts";
import { encodeParams, type Invocation, withKey } from "./invocation.ts";
import { recordEnd, settleClaim, toCallEnd, waitForOwner } from "./settleClaim.ts";

/** Minimum time to make the intent durable and to connect, even with a small retry budget, milliseconds. */
const leastSendMs = 15_000;

/** Result of one call. */
export interface CallResult {
  readonly outcome: Outcome;
  /** Number of attempts; more than one only when the earlier ones provably did not run. */
  readonly attempts: number;
  /** Time of the last attempt, epoch milliseconds. */
  readonly invokedAt: number;
  readonly generation: number;
  /** Reason why the record of the activation could not be read, for a `pending` outcome. */
  readonly problem?: string;
}

/** Resource whose next generation is called. */
export interface CalledResource {
  readonly key: ResourceKey;
  /** First generation that is not in the state. */
  readonly firstGeneration: number;
  /** `true` when only the journal remembers the call and must keep it permanently. @default false */
  readonly isPermanent?: boolean;
  /** Throws when another process claimed the generation for a different call. @default such a generation is skipped */
  readonly requireSame?: (entry: JournalEntry) => void;
  /** Throws when the call must not wait for a process that makes it. @default the call waits */
  readonly refuseToWait?: (owner: Owner) => void;
  /** `true` when a call of another action with the same hash of the params counts as this one. @default false */
  readonly isAnyAction?: boolean;
}

/** Dependencies of {@link callOnce}. */
export interface CallDeps {
  readonly functions: Pick<CloudFunctions, "acquireSlot" | "invoke" | "activation" | "activations">;
  readonly clock: Clock;
  readonly journal: Journal;
  readonly processes: Processes;
  /** Hash of the params, from `hashParams`. */
  readonly paramsHash: string;
  readonly emit: (event: InvocationEventDetail) => void;
  /** W3C `traceparent` of the call, if it is traced. */
  readonly traceparent?: (() => Promise<string | undefined>) | undefined;
  /** Aborts the waits before a call. A call that was sent always finishes. */
  readonly stop?: AbortSignal | undefined;
}

/**
 * Calls an action once as the next generation of a resource, despite crashes and concurrent processes. Posts only when the generation's key
 * is free, or when the earlier call provably did not run. Otherwise it waits for the process that makes the call, reads the known
 * activation, or searches for the run.
 *
 * Skips generations that ran with other params or at another address and are missing in the state. The journal alone is sufficient for that:
 * none of them is read or waited for.
 * @throws NcfError NCF_JOURNAL_UNWRITABLE before anything was sent
 */
export async function callOnce(
  invocation: Invocation,
  resource: CalledResource,
  deps: CallDeps,
): Promise<CallResult> {
  const { key, firstGeneration } = resource;
  for (let from = firstGeneration; ;) {
    // The journal may have dropped older generations, so start with the first known one.
    const known = await deps.journal.generations(key);
    const generation = [...known.keys()].find((one) => one >= from) ?? from;
    const call = { invocation, resource, generation, key: generationKey({ ...key, generation }) };
    const result = await callGeneration(call, known.get(generation), deps);
    if (result !== undefined) return result;
    from = generation + 1;
  }
}

interface GenerationCall {
  readonly invocation: Invocation;
  readonly resource: CalledResource;
  readonly generation: number;
  /** Key of the generation, from `generationKey`. */
  readonly key: string;
}

/** Calls one generation. Returns `undefined` when the key belongs to a different call that ran, so that the next generation is needed. */
async function callGeneration(
  call: GenerationCall,
  known: JournalEntry | undefined,
  deps: CallDeps,
): Promise<CallResult | undefined> {
  const { invocation, generation } = call;
  const { requireSame, refuseToWait } = call.resource;
  const { clock, emit } = deps;
  let entry = known !== undefined && isReclaimable(known) ? undefined : known;
  let replaced: JournalEntry | undefined;
  for (;;) {
    let own: CallResult | undefined;
    try {
      if (entry === undefined) {
        const sent = await send(call, replaced, deps);
        if (sent.result !== undefined && sent.result.outcome.kind !== "unknown") return sent.result;
        ({ entry, result: own } = sent);
      }
      // Without a result of its own, another claim holds the key.
      if (own === undefined) {
        requireSame?.(entry);
        entry = await waitForOwner(entry, { ...deps, refuseToWait });
      }
    } catch (error) {
      const outcome = outcomeOfFailure(error, replaced !== undefined, deps.stop);
      const { attempts, invokedAt } =
        replaced === undefined
          ? { attempts: 0, invokedAt: clock.now() }
          : { attempts: 1, invokedAt: replaced.at };
      return { outcome, attempts, invokedAt, generation };
    }
    const isSame = isSameCall(entry, call, deps.paramsHash);
    const passed = own === undefined ? passOver(entry, invocation, isSame) : "no";
    if (passed === "yes") return undefined;
    if (passed === "unknown") {
      const outcome = asIncomparable(entry.end as CallEnd, entry);
      return { outcome, attempts: 1, invokedAt: entry.at, generation };
    }
    if (own === undefined && entry.trace !== undefined) emit({ kind: "resuming", trace: entry.trace });
    const settled = await settleClaim(invocation, entry, own, {
      ...deps,
      // Reinvoke at most once; otherwise repeated lost responses would loop.
      onUnknown: replaced === undefined ? invocation.onUnknown : "fail",
    });
    if (settled !== undefined) {
      const result = matchClaim({ ...settled, generation }, entry, isSame);
      const { kind } = result?.outcome ?? {};
      if (own === undefined && result !== undefined && kind !== "unknown" && kind !== "unreadable") {
        const { activationId } = toCallEnd(result.outcome);
        emit({ kind: "reused", generation, ...(activationId === undefined ? {} : { activationId }) });
      }
      return result;
    }
    replaced = entry;
    entry = undefined;
  }
}

interface Sent {
  /** Claim of this call; without a result, the claim of another call that holds the key. */
  readonly entry: JournalEntry;
  readonly result?: CallResult;
}

/** Claims the key, posts, records the end, and follows a run that outlives the gateway's time-out. */
async function send(
  { invocation, resource: { isPermanent = false }, key, generation }: GenerationCall,
  replaced: JournalEntry | undefined,
  { functions, clock, journal, paramsHash, emit, traceparent, stop }: CallDeps,
): Promise<Sent> {
  const { address, action, timeoutMs, retry, waitForMs } = invocation;
  emit({ kind: "waiting", origin: address.origin });
  // Acquire the slot before the intent: others rely on a latest start of an attempt that counts
  // from the intent.
  const slot: CallSlot = await functions.acquireSlot(address, stop);
  emit({ kind: "acquired" });
  let entry: JournalEntry;
  let result: CallResult;
  try {
    const intended = await journal.intend({
      key,
      action: formatActionUrl(invocation),
      paramsHash,
      sendsUntilAt: clock.now() + Math.max(leastSendMs, retry.budgetMs),
      ...(isPermanent ? { isPermanent } : {}),
      trace: await traceparent?.(),
      ...(replaced === undefined ? {} : { replaces: replaced.claim }),
    });
    ({ entry } = intended);
    if (intended.kind === "taken") return { entry };
    emit({ kind: "calling", generation, claim: entry.claim, untilAt: clock.now() + timeoutMs });
    const body = encodeParams(withKey(invocation, key).params);
    const { sendsUntilAt } = entry;
    const posted = await functions.invoke({
      address,
      action,
      body,
      timeoutMs,
      retry,
      sendsUntilAt,
      slot,
      onRetry: (made) => emit({ kind: "retrying", ...made }),
      onAttempt: emit,
    });
    const { attempts, invokedAt } = posted;
    const outcome = replaced === undefined ? posted.outcome : asUnknown(posted.outcome);
    result = { outcome, attempts, invokedAt, generation };
    await recordEnd(entry, outcome, { journal, emit, attempts });
  } finally {
    slot.release();
  }
  if (result.outcome.kind !== "pending") return { entry, result };

  const { activationId } = result.outcome;
  const { invokedAt } = result;
  const untilAt = clock.now() + waitForMs;
  emit({ kind: "following", activationId, untilAt });
  // The user's `waitFor` applies to a call of this process, even when no record is expected any more.
  const { settledAt } = searchWindow({ sentFromAt: invokedAt, sentUntilAt: invokedAt });
  const followed = await follow(
    { address, action, activationId, settledAt: Math.max(untilAt, settledAt) },
    { functions, clock, untilAt },
  );
  await recordEnd(entry, followed.outcome, { journal, emit });
  return { entry, result: { ...result, ...followed } };
}

/**
 * Returns whether a claim belongs to the same call. Returns `undefined` when the params cannot be compared: they were hashed with other
 * credentials, or the record is unreadable. Such a claim must not count as a different call.
 */
function isSameCall(
  { action, paramsHash: claimedHash }: JournalEntry,
  { invocation, resource: { isAnyAction = false } }: Pick<GenerationCall, "invocation" | "resource">,
  paramsHash: string,
): boolean | undefined {
  if (action === "") return undefined;
  const isSameAction = isAnyAction || action === formatActionUrl(invocation);
  return isSameAction && areSameParams(claimedHash, paramsHash);
}

/**
 * Decides from the journal alone whether to skip an earlier call. `yes`: it was a different call and ran, so the next generation is called.
 * `unknown`: it ended, but its params are unknown. An accepted call at this address that may be in progress is followed first, so that two
 * runs do not overlap.
 */
function passOver(
  { action, end }: JournalEntry,
  { address }: Invocation,
  isSame: boolean | undefined,
): "yes" | "unknown" | "no" {
  if (end?.activationId === undefined || end.kind === "released" || isSame === true) return "no";
  if (end.kind === "pending") {
    const isElsewhere = parseActionUrl(action)?.address.origin !== address.origin;
    return isSame === false && isElsewhere ? "yes" : "no";
  }
  return isSame === false ? "yes" : "unknown";
}

/** Returns the end of an earlier call if it is the same call; `undefined` if it is a different one. */
function matchClaim(
  result: CallResult,
  entry: JournalEntry,
  isSame: boolean | undefined,
): CallResult | undefined {
  if (result.outcome.kind === "unknown" || isSame === true) return result;
  if (isSame === false) return undefined;
  return { ...result, outcome: asIncomparable(toCallEnd(result.outcome), entry) };
}

function asIncomparable({ kind, activationId }: CallEnd, entry: JournalEntry): Outcome {
  const why = whyIncomparable(entry);
  const reason = `an earlier call ended as ${kind}, but ${why}, so that its params cannot be compared`;
  const earlier = activationId === undefined ? {} : { earlierId: activationId };
  return { kind: "unknown", reason, delivery: "sent", ...earlier };
}

function whyIncomparable({ action, owner }: JournalEntry): string {
  if (action === "") return "its record in the journal is damaged";
  // Recorded from the state, without the credentials that hash its params.
  return owner.host === unknownOwner.host ? "its record is not complete" : "with other credentials";
}

/** Returns the outcome of a call that replaces one that may have run. If the replacement did not run, it is still unknown whether the action ran, and the key must not count as free. */
function asUnknown(outcome: Outcome): Outcome {
  if (outcome.kind !== "rejected" && outcome.kind !== "notSent") return outcome;
  const why = outcome.kind === "rejected" ? outcome.error.message : outcome.reason;
  return unknownAfterEarlier(`its replacement did not run: ${why}`);
}

function unknownAfterEarlier(why: string): Outcome {
  return { kind: "unknown", reason: `an earlier call may have run, and ${why}`, delivery: "sent" };
}

/** Converts the error of a call that was not sent to its outcome. @throws the error when the journal failed and no earlier call may have run */
function outcomeOfFailure(error: unknown, mayHaveRun: boolean, stop: AbortSignal | undefined): Outcome {
  if (stop?.aborted === true && (error === stop.reason || (error as Error).name === "AbortError")) {
    const notSent: Outcome = { kind: "notSent", reason: "interrupted", isInterrupted: true };
    return mayHaveRun ? asUnknown(notSent) : notSent;
  }
  if (!mayHaveRun || !NcfError.is(error)) throw error;
  return unknownAfterEarlier(`it cannot be replaced: ${error.reason}`);
}
