import type { Outcome } from "../model/Outcome.ts";

/**
 * The outcome of a call that was made in the place of one that may have run. That it did not run itself leaves unknown whether the action
 * ran, and the key must not count as free.
 */
export function doubted(outcome: Outcome): Outcome {
  if (outcome.kind !== "rejected" && outcome.kind !== "notSent") return outcome;
  const why = outcome.kind === "rejected" ? outcome.error.message : outcome.reason;
  const reason = `an earlier call may have run, and the one in its place did not: ${why}`;
  return { kind: "unknown", reason, delivery: "sent" };
}
