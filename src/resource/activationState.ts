import type { Activation } from "../model/activation.ts";
import { ranOutcome } from "../model/outcome.ts";
import type { InvocationState } from "./InvocationState.ts";

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
