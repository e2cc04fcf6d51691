import type { CloudFunctions } from "../client/cloudFunctions.ts";
import type { ActionReference } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { Address } from "../model/address.ts";
import type { Candidate, ActivationScan } from "./classifyCandidates.ts";
import type { JournalEntry } from "../journal/journal.ts";

/** A call whose run is looked for. */
export interface LookedFor extends SentTime {
  readonly address: Address;
  readonly action: ActionReference;
  /** The answers are not waited for any longer, epoch milliseconds. @default the deadlines of each request alone */
  readonly untilAt?: number;
}

/** What {@link findCandidates} works with. */
export interface LookForRunParts {
  readonly functions: Pick<CloudFunctions, "activations" | "activation">;
  /** Whether an activation is known to be of another call. */
  readonly isAnothers: (activationId: string) => boolean;
}

/**
 * Looks once through the activations of an action for those that may be the run of a call. Never rejects.
 * @param records - Records that were read before; they are not read again, and new ones are put in.
 */
export async function findCandidates(
  call: LookedFor,
  { functions, isAnothers }: LookForRunParts,
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
    if (isAnothers(activationId)) continue;
    if (!records.has(activationId)) {
      const answer = await functions.activation({ address, action, activationId, ...until }, signal);
      if (answer.kind === "found") records.set(activationId, answer.activation);
    }
    const activation = records.get(activationId);
    // A list may reach further than it was asked to.
    const startedAt = activation?.start === undefined ? startAt : activation.start - clockOffMs;
    if (startedAt >= startAt && startedAt <= endAt) candidates.push({ activationId, activation });
  }
  return { kind: "seen", candidates };
}

const seconds = 1000;
/** The longest that an action may run. [doc] */
const longestRunMs = 300 * seconds;
/** Until a run has begun, and until its record can be seen: 30 to 40 s were met. [field] */
const lagMs = 60 * seconds;
/** How far the API's clock may be off without anybody noticing: signatures are taken within 5 minutes. [doc] */
const clockDoubtMs = 300 * seconds;

/** When a call was made, as far as that is known. */
export interface SentTime {
  /** When the POST may have left this machine: from, until; epoch milliseconds of this machine's clock. */
  readonly sentFromAt: number;
  readonly sentUntilAt: number;
  /** The action's own limit, where that is known, milliseconds. @default 300000, the longest there is */
  readonly actionLimitMs?: number;
}

/** When to look for the run of a call. */
export interface SearchWindow {
  /** A run of it began in this time, both included, epoch milliseconds of this machine's clock. */
  readonly startAt: number;
  readonly endAt: number;
  /** By then a run of it would have ended and its record be seen, epoch milliseconds of this machine's clock. */
  readonly settledAt: number;
}

/** Says when the run of a call may have begun, and by when it would be seen. */
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

/** When a call may have been sent, by what the journal knows. */
export function sentTime(
  { at, sendsUntilAt }: Pick<JournalEntry, "at" | "sendsUntilAt">,
  now: number,
): SentTime {
  return { sentFromAt: at, sentUntilAt: Math.min(sendsUntilAt, now) };
}
