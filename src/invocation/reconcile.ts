import type { CloudFunctions } from "../client/CloudFunctions.ts";
import type { ActionReference } from "../model/ActionReference.ts";
import type { Activation } from "../model/Activation.ts";
import type { Address } from "../model/Address.ts";
import type { Clock } from "../ports/Ports.ts";
import { lookUntil } from "./lookUntil.ts";
import { judgeSight, type Candidate, type Reconciled, type Sight } from "./judgeSight.ts";

const seconds = 1000;
const firstPauseMs = 1 * seconds;
const longestPauseMs = 10 * seconds;
/** The longest that an action may run. [doc] */
const longestRunMs = 300 * seconds;
/** Until a run has begun, and until its record can be seen: 30 to 40 s were met. [field] */
const lagMs = 60 * seconds;
/** How far the API's clock may be off without anybody noticing: signatures are taken within 5 minutes. [doc] */
const clockDoubtMs = 300 * seconds;

/** A call of which nobody knows whether it ran. */
export interface ReconcileQuestion {
  readonly address: Address;
  readonly action: ActionReference;
  /** Key of the generation. A run shows that it is ours when the action puts it into its result or logs. */
  readonly key: string;
  /** When the POST may have left this machine: from, until; epoch milliseconds of this machine's clock. */
  readonly sentFromAt: number;
  readonly sentUntilAt: number;
  /** The action's own limit, where that is known, milliseconds. @default 300000, the longest there is */
  readonly actionLimitMs?: number;
}

/** What {@link reconcile} works with. */
export interface ReconcileParts {
  readonly functions: Pick<CloudFunctions, "activations" | "activation">;
  readonly clock: Clock;
  /** Whether an activation is known to be of another call. */
  readonly isAnothers: (activationId: string) => boolean;
  /** When to give up, epoch milliseconds. It is looked once more then, or for the first time, for 10 seconds at most. */
  readonly untilAt: number;
}

/**
 * Looks for the run of a call among the action's activations, until one shows the key, or until a run would have ended and its
 * record be seen: the action's limit and a minute after the POST. A call of long ago is looked for once. Faults on the way are waited out; a
 * refusal and the signal end it. Never rejects.
 */
export async function reconcile(
  question: ReconcileQuestion,
  parts: ReconcileParts,
  signal?: AbortSignal,
): Promise<Reconciled> {
  const { clock, untilAt } = parts;
  const settledAt = question.sentUntilAt + (question.actionLimitMs ?? longestRunMs) + lagMs;
  const records = new Map<string, Activation>();
  for (let pauseMs = firstPauseMs; ; pauseMs = Math.min(pauseMs * 1.5, longestPauseMs)) {
    // Taken before the look: what was there by then can be seen by it.
    const lookedAt = clock.now();
    const time = { isSettled: lookedAt >= settledAt, isLast: lookedAt >= untilAt };
    const sight = await look(question, parts, records, lookUntil(lookedAt, untilAt), signal);
    const reconciled = judgeSight(sight, question.key, time);
    const canChange = reconciled.kind === "notYet" || sight.kind === "unreadable";
    if (!canChange || time.isLast) return reconciled;
    const nextAt = time.isSettled ? untilAt : Math.min(settledAt, untilAt);
    try {
      await clock.sleep(Math.max(0, Math.min(pauseMs, nextAt - clock.now())), signal);
    } catch (error) {
      if (signal?.aborted !== true) throw error;
      return reconciled;
    }
  }
}

/** Looks once. Records that were read are kept, since they change no more. */
async function look(
  question: ReconcileQuestion,
  { functions, isAnothers }: ReconcileParts,
  records: Map<string, Activation>,
  untilAt: number,
  signal: AbortSignal | undefined,
): Promise<Sight> {
  const { address, action } = question;
  const startAt = question.sentFromAt - clockDoubtMs;
  const endAt = question.sentUntilAt + clockDoubtMs + lagMs;
  const listed = await functions.activations({ address, action, startAt, endAt, untilAt }, signal);
  if (listed.kind === "refused") return { kind: "refused", reason: listed.error.message };
  if (listed.kind === "unreadable") return listed;
  const { clockOffMs = 0 } = listed;
  const candidates: Candidate[] = [];
  for (const { activationId } of listed.activations) {
    if (isAnothers(activationId)) continue;
    if (!records.has(activationId)) {
      const answer = await functions.activation({ address, action, activationId, untilAt }, signal);
      if (answer.kind === "found") records.set(activationId, answer.activation);
    }
    const activation = records.get(activationId);
    // A list may reach further than it was asked to.
    const startedAt = activation?.start === undefined ? startAt : activation.start - clockOffMs;
    if (startedAt >= startAt && startedAt <= endAt) candidates.push({ activationId, activation });
  }
  return { kind: "seen", candidates };
}
