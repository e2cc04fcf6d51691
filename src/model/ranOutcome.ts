import type { Activation } from "./Activation.ts";
import type { Outcome } from "./Outcome.ts";

/** The outcome of a run whose record is there. */
export function ranOutcome(activation: Activation): Extract<Outcome, { kind: "succeeded" | "failed" }> {
  return { kind: activation.response.success ? "succeeded" : "failed", activation };
}
