import type { Outcome } from "../model/outcome.ts";
import type { InvocationEnd } from "../journal/JournalRecord.ts";

/** What the journal keeps of an outcome. */
export function endOf(outcome: Outcome): InvocationEnd {
  switch (outcome.kind) {
    case "succeeded":
    case "failed":
      return { kind: outcome.kind, activationId: outcome.activation.activationId };
    case "pending":
      return { kind: outcome.kind, activationId: outcome.activationId };
    case "rejected":
    case "notSent":
    case "unknown":
      return { kind: outcome.kind };
  }
}
