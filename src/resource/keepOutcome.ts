import { formatActionUrl, type ActionPlace } from "../model/action.ts";
import { checkResult } from "../invocation/checkResult.ts";
import { fingerprint } from "../invocation/fingerprint.ts";
import type { Followed } from "../invocation/follow.ts";
import type { ResourcePlace } from "../model/resourceKey.ts";
import type { Invocation } from "../invocation/Invocation.ts";
import { outcomeError } from "../invocation/outcomeError.ts";
import type { Settling } from "../invocation/unknownError.ts";
import { activationState } from "./activationState.ts";
import type { CalledOnce } from "./callOnce.ts";
import type { InvocationState } from "./InvocationState.ts";
import type { Kept } from "./Lifecycle.ts";

/** What a generation has that its call does not tell. */
export interface Making {
  readonly place?: ResourcePlace | undefined;
  readonly rerun?: string | undefined;
}

/** What is kept of a call. @throws NcfError when it did not run, or nobody knows whether it did */
export function keepCalled(
  invocation: Invocation,
  called: CalledOnce,
  { journalOptions, ...making }: Making & Pick<Settling, "place" | "journalOptions">,
): Kept {
  const { outcome, generation, attempts, invokedAt, trouble } = called;
  if (outcome.kind !== "succeeded" && outcome.kind !== "failed" && outcome.kind !== "pending") {
    const settling = { place: making.place, journalOptions };
    throw outcomeError(invocation.action, outcome, { settling });
  }
  const followed: Followed = trouble === undefined ? { outcome } : { outcome, trouble };
  return keepFollowed(invocation, followed, { ...making, generation, attempts, invokedAt });
}

/** What is kept of a run that was followed. */
export function keepFollowed(
  invocation: Invocation & ActionPlace,
  { outcome, trouble }: Followed,
  made: Making & Pick<InvocationState, "generation" | "attempts" | "invokedAt">,
): Kept {
  const { generation, attempts, invokedAt, place, rerun } = made;
  const common = {
    address: formatActionUrl(invocation),
    fingerprint: fingerprint(invocation),
    generation,
    attempts,
    invokedAt,
    ...(place === undefined ? {} : { place }),
    ...(rerun === undefined ? {} : { rerun }),
  };
  if (outcome.kind === "pending") {
    const state = { ...common, outcome: outcome.kind, activationId: outcome.activationId };
    return { state, error: outcomeError(invocation.action, outcome, { trouble }) };
  }
  const state = { ...common, ...activationState(outcome.activation) };
  if (outcome.kind === "failed") return { state, error: outcomeError(invocation.action, outcome) };
  return withResultCheck(invocation, state);
}

/** Keeps a state, with an error where its result breaks its schema. */
export function withResultCheck(invocation: Invocation, state: InvocationState): Kept {
  const error = checkResult(invocation, state.result ?? {});
  return error === undefined ? { state } : { state, error };
}
