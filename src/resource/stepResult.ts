import { formatActionUrl, type ActionLocation } from "../model/action.ts";
import { checkResult } from "../invocation/checkParams.ts";
import { fingerprint, type Invocation } from "../invocation/invocation.ts";
import type { Followed } from "../invocation/follow.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import { outcomeError, type ResolveContext } from "../invocation/errors.ts";
import { activationState, type InvocationState } from "./state.ts";
import type { CalledOnce } from "./callOnce.ts";
import type { StepResult } from "./lifecycle.ts";

/** What a generation has that its call does not tell. */
export interface GenerationInfo {
  readonly place?: ResourceKey | undefined;
  readonly rerun?: string | undefined;
}

/** What is kept of a call. @throws NcfError when it did not run, or nobody knows whether it did */
export function toStepResult(
  invocation: Invocation,
  called: CalledOnce,
  { journalOptions, ...making }: GenerationInfo & Pick<ResolveContext, "place" | "journalOptions">,
): StepResult {
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
  invocation: Invocation & ActionLocation,
  { outcome, trouble }: Followed,
  made: GenerationInfo & Pick<InvocationState, "generation" | "attempts" | "invokedAt">,
): StepResult {
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
export function withResultCheck(invocation: Invocation, state: InvocationState): StepResult {
  const error = checkResult(invocation, state.result ?? {});
  return error === undefined ? { state } : { state, error };
}
