import type { ResourceKey } from "../model/resourceKey.ts";
import type { JsonObject } from "../model/json.ts";
import { splitHiddenInputs } from "./splitHiddenInputs.ts";
import type { Activation } from "../model/activation.ts";
import { ranOutcome } from "../model/outcome.ts";

/** What is kept of an invocation: the resource's outputs, as plain data. */
export interface InvocationState {
  /** URL of the action that was called, without the query of the call. */
  readonly address: string;
  /** Hash over address, action, params and triggers: which generation these outputs are of. */
  readonly fingerprint: string;
  readonly generation: number;
  readonly outcome: "succeeded" | "failed" | "pending";
  readonly activationId: string;
  readonly attempts: number;
  readonly invokedAt: number;
  /** Where the resource was when this generation was made: with the generation, its key in the journal. Older state has none. */
  readonly place?: ResourceKey;
  /** Token of the newest re-run that was asked for. */
  readonly rerun?: string;
  readonly result?: JsonObject;
  readonly status?: string;
  readonly success?: boolean;
  readonly start?: number;
  readonly end?: number;
  readonly duration?: number;
  readonly name?: string;
  readonly namespace?: string;
  readonly subject?: string;
}

/** Reads old outputs as this package wrote them, in this version or an earlier one. */
export function readState(olds: JsonObject): InvocationState {
  const { inputs, rerun, place } = splitHiddenInputs(olds);
  return {
    ...inputs,
    ...(place === undefined ? {} : { place }),
    ...(rerun === undefined ? {} : { rerun }),
  } as unknown as InvocationState;
}

type FromActivation =
  | "activationId"
  | "outcome"
  | "result"
  | "status"
  | "success"
  | "start"
  | "end"
  | "duration"
  | "name"
  | "namespace"
  | "subject";

/** The outputs that an ended activation gives. What its record does not say is left out. */
export function activationState(activation: Activation): Pick<InvocationState, FromActivation> {
  const { response, logs: _logs, ...facts } = activation;
  return { ...facts, ...response, outcome: ranOutcome(activation).kind };
}
