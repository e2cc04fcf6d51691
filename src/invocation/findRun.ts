import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { JournalEntry } from "../journal/journal.ts";
import type { ActionReference } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { Address } from "../model/address.ts";
import type { Clock } from "../ports/ports.ts";
import { pollDeadline } from "./follow.ts";

const seconds = 1000;
const firstPauseMs = 1 * seconds;
const longestPauseMs = 10 * seconds;

/** Result of one scan of an action's activations. */
export type ActivationScan =
  | { readonly kind: "seen"; readonly candidates: readonly Candidate[] }
  /** The API refuses the list; repeating the request does not help. */
  | { readonly kind: "refused"; readonly reason: string }
  | { readonly kind: "unreadable"; readonly reason: string };

/** Activation of the action from the time of the call that is not known to belong to another call. */
export interface Candidate {
  readonly activationId: string;
  /** Record of the activation; `undefined` while it cannot be read. */
  readonly activation: Activation | undefined;
}

/** Result of the search for the run of a call. */
export type FoundRun =
  /** One run contains the key: it is the run of the call. */
  | { readonly kind: "adopted"; readonly activation: Activation }
  /** These may be the run of the call: they contain no key, or several contain it. */
  | { readonly kind: "ambiguous"; readonly activationIds: readonly string[] }
  /** No run exists, according to the API's records. */
  | { readonly kind: "none" }
  /**
   * The run may still be in progress, or its record may still appear. So far these may be the run
   * of the call.
   */
  | { readonly kind: "tooEarly"; readonly activationIds: readonly string[] }
  /** The activations cannot be listed. */
  | { readonly kind: "unreadable"; readonly reason: string; readonly mayStillRun: boolean };

/** Call whose run is searched for. */
export interface SearchedCall extends SentTime {
  readonly address: Address;
  readonly action: ActionReference;
  /** Deadline for responses, epoch milliseconds. @default only the deadlines of each request apply */
  readonly untilAt?: number;
}

/** Dependencies of {@link findCandidates}. */
export interface FindCandidatesDeps {
  readonly functions: Pick<CloudFunctions, "activations" | "activation">;
  /** Returns whether an activation is known to belong to another call. */
  readonly belongsToOther: (activationId: string) => boolean;
}

/** Dependencies of {@link findRun}. */
export interface FindRunDeps extends FindCandidatesDeps {
  readonly clock: Clock;
  /** Deadline of the search, epoch milliseconds. The last scan starts then and takes at most 10 seconds. */
  readonly untilAt: number;
}

/**
 * Searches the action's activations for the run of a call. Ends when one contains the key, or when
 * a run must have ended and its record must be visible: the action's limit and a minute after the
 * POST. A call of long ago is searched for once. Retries transient failures; a refusal ends the
 * search. Never rejects.
 *
 * @param call - `key` is the key of the generation. A run contains it when the action puts it into
 * its result or logs.
 */
export async function findRun(
  call: SearchedCall & { readonly key: string },
  deps: FindRunDeps,
): Promise<FoundRun> {
  const { clock, untilAt } = deps;
  const { settledAt } = searchWindow(call);
  const records = new Map<string, Activation>();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    // Read before the scan: the scan contains everything that was visible by then.
    const scannedAt = clock.now();
    const time = { isSettled: scannedAt >= settledAt, isLast: scannedAt >= untilAt };
    const scanUntilAt = pollDeadline(scannedAt, untilAt);
    const scan = await findCandidates({ ...call, untilAt: scanUntilAt }, deps, records);
    const found = classifyCandidates(scan, call.key, time);
    const canChange = found.kind === "tooEarly" || scan.kind === "unreadable";
    if (!canChange || time.isLast) return found;
    const nextAt = time.isSettled ? untilAt : Math.min(settledAt, untilAt);
    await clock.sleep(Math.max(0, Math.min(pauseMs, nextAt - clock.now())));
  }
}

/**
 * Scans the activations of an action once for those that may be the run of a call. Never rejects.
 * @param records - Records from earlier scans. They are not read again, and new ones are added.
 */
export async function findCandidates(
  call: SearchedCall,
  { functions, belongsToOther }: FindCandidatesDeps,
  records: Map<string, Activation>,
  signal?: AbortSignal,
): Promise<ActivationScan> {
  const { address, action } = call;
  const { startAt, endAt } = searchWindow(call);
  const until = call.untilAt === undefined ? {} : { untilAt: call.untilAt };
  const listed = await functions.activations({ address, action, startAt, endAt, ...until }, signal);
  if (listed.kind === "refused") return { kind: "refused", reason: listed.error.message };
  if (listed.kind === "unreadable") return listed;
  const { clockOffMs = 0 } = listed;
  const candidates: Candidate[] = [];
  for (const { activationId } of listed.activations) {
    if (belongsToOther(activationId)) continue;
    if (!records.has(activationId)) {
      const response = await functions.activation({ address, action, activationId, ...until }, signal);
      if (response.kind === "found") records.set(activationId, response.activation);
    }
    const activation = records.get(activationId);
    // A list may extend beyond the requested time.
    const startedAt = activation?.start === undefined ? startAt : activation.start - clockOffMs;
    if (startedAt >= startAt && startedAt <= endAt) candidates.push({ activationId, activation });
  }
  return { kind: "seen", candidates };
}

/** Time of a scan relative to its limits. */
export interface ScanTime {
  /** `true` when a run must have ended by then and its record must be visible. */
  readonly isSettled: boolean;
  /** `true` when no further scan follows. */
  readonly isLast: boolean;
}

/** Classifies the candidates of a scan for the run with a key. */
export function classifyCandidates(
  scan: ActivationScan,
  key: string,
  { isSettled, isLast }: ScanTime,
): FoundRun {
  if (scan.kind !== "seen") return { kind: "unreadable", reason: scan.reason, mayStillRun: !isSettled };
  const own: Activation[] = [];
  const unmarked: string[] = [];
  for (const { activationId, activation } of scan.candidates) {
    const keys = activation === undefined ? [] : keysIn(activation);
    if (activation !== undefined && keys.includes(key)) own.push(activation);
    // A run that contains only keys of other generations belongs to one of those.
    else if (keys.length === 0) unmarked.push(activationId);
  }
  const [activation] = own;
  if (activation !== undefined && own.length === 1) return { kind: "adopted", activation };
  const isComplete = scan.candidates.every((one) => one.activation !== undefined);
  const activationIds = own.length === 0 ? unmarked : own.map((one) => one.activationId);
  if (!isSettled || (!isComplete && !isLast)) return { kind: "tooEarly", activationIds };
  return activationIds.length === 0 ? { kind: "none" } : { kind: "ambiguous", activationIds };
}

/** Matches keys in the format of `generationKey`. */
const keyPattern = /ncf:(?:[\w.!~*()%$-]+\/){3}\d+/g;

/** Returns the keys of all generations in the result or logs of an activation. */
export function keysIn({ response, logs = [] }: Activation): readonly string[] {
  return [JSON.stringify(response.result), ...logs].flatMap((text) => text.match(keyPattern) ?? []);
}

/** Longest run of an action, milliseconds. [doc] */
const longestRunMs = 300 * seconds;
/**
 * Maximum delay before a run starts, and before its record is visible, milliseconds: 30 to 40 s
 * were observed. [field]
 */
const lagMs = 60 * seconds;
/** Maximum clock error that signatures tolerate, milliseconds. [doc] */
const clockDoubtMs = 300 * seconds;

/** Time at which a call was sent, as precisely as known. */
export interface SentTime {
  /** Earliest time at which the POST may have been sent, epoch milliseconds of this machine's clock. */
  readonly sentFromAt: number;
  /** Latest time at which the POST may have been sent. */
  readonly sentUntilAt: number;
  /** Time limit of the action, if known, milliseconds. @default 300000, the maximum */
  readonly actionLimitMs?: number;
}

/** Time range in which to search for the run of a call. */
export interface SearchWindow {
  /** Earliest start of the run, inclusive, epoch milliseconds of this machine's clock. */
  readonly startAt: number;
  /** Latest start of the run, inclusive. */
  readonly endAt: number;
  /**
   * Time by which a run of the call must have ended and its record must be visible, epoch
   * milliseconds of this machine's clock.
   */
  readonly settledAt: number;
}

/**
 * Returns the time range in which the run of a call may have started, and the time by which it must
 * be visible.
 */
export function searchWindow({
  sentFromAt,
  sentUntilAt,
  actionLimitMs = longestRunMs,
}: SentTime): SearchWindow {
  return {
    startAt: sentFromAt - clockDoubtMs,
    endAt: sentUntilAt + clockDoubtMs + lagMs,
    settledAt: sentUntilAt + actionLimitMs + lagMs,
  };
}

/**
 * Returns the time by which the record of a finished run is visible, epoch milliseconds.
 * @param endedAt - Time at which its end was recorded, possibly by another machine whose clock is
 * ahead.
 */
export function recordVisibleAt(endedAt: number, now: number): number {
  return Math.min(endedAt, now) + lagMs;
}

/** Returns the time range in which a call may have been sent, from its journal entry. */
export function sentTime(
  { at, sentFromAt = at, sendsUntilAt }: Pick<JournalEntry, "at" | "sentFromAt" | "sendsUntilAt">,
  now: number,
): SentTime {
  return { sentFromAt, sentUntilAt: Math.min(sendsUntilAt, now) };
}
