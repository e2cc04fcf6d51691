import type { CloudFunctions } from "../client/CloudFunctions.ts";
import type { ActionReference } from "../model/action.ts";
import type { Activation } from "../model/activation.ts";
import type { Address } from "../model/address.ts";
import type { Candidate, Sight } from "./judgeSight.ts";
import { sightWindow, type SentTime } from "./sightWindow.ts";

/** A call whose run is looked for. */
export interface LookedFor extends SentTime {
  readonly address: Address;
  readonly action: ActionReference;
  /** The answers are not waited for any longer, epoch milliseconds. @default the deadlines of each request alone */
  readonly untilAt?: number;
}

/** What {@link lookForRun} works with. */
export interface LookForRunParts {
  readonly functions: Pick<CloudFunctions, "activations" | "activation">;
  /** Whether an activation is known to be of another call. */
  readonly isAnothers: (activationId: string) => boolean;
}

/**
 * Looks once through the activations of an action for those that may be the run of a call. Never rejects.
 * @param records - Records that were read before; they are not read again, and new ones are put in.
 */
export async function lookForRun(
  call: LookedFor,
  { functions, isAnothers }: LookForRunParts,
  records: Map<string, Activation>,
  signal?: AbortSignal,
): Promise<Sight> {
  const { address, action } = call;
  const { startAt, endAt } = sightWindow(call);
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
