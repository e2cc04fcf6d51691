import { actionCheck } from "../../model/actionCheck.ts";
import { actionInvocation } from "../../model/actionInvocation.ts";
import type { RecordedEvent, ResourceOutcome } from "./runRecord.ts";

/** Known state of a resource at the end of the run. */
export interface EndedResource {
  readonly type: string;
  readonly step?: string | undefined;
  /** End of the step according to the engine; `undefined` when it did not end. */
  readonly end?: "succeeded" | "failed" | undefined;
  readonly events: readonly RecordedEvent[];
}

/** Returns the outcome of a resource. What is known of its call comes before what the engine says of the step. */
export function outcomeOf({ type, step, end, events }: EndedResource): ResourceOutcome {
  const ended = events.findLast((event) => event.kind === "ended");
  if (ended !== undefined) {
    switch (ended.outcome) {
      case "succeeded": {
        // A result that breaks its schema fails the step of a run that succeeded.
        if (end === "failed") return "failed";
        if (step?.startsWith("delete") === true) return end === "succeeded" ? "removed" : "succeeded";
        return events.some(({ kind }) => kind === "reused") ? "reused" : "succeeded";
      }
      case "unreadable":
        return "failed";
      default:
        return ended.outcome;
    }
  }
  const checked = events.findLast((event) => event.kind === "checked");
  if (checked !== undefined) return checked.isHealthy && end !== "failed" ? "succeeded" : "failed";
  const wasSent = events.some(({ kind }) => kind === "posting");
  if (end === undefined) return step === undefined ? "notReached" : wasSent ? "unknown" : "notSent";
  if (end === "failed") {
    return type === actionInvocation.type && !wasSent ? "notSent" : "failed";
  }
  return outcomeOfStep(type, step ?? "");
}

function outcomeOfStep(type: string, step: string): ResourceOutcome {
  if (step.startsWith("delete") || step.startsWith("discard")) return "removed";
  if (step === "same" || step === "refresh" || step.startsWith("read")) return "unchanged";
  // An invocation or a check that called is known by its events.
  return type === actionInvocation.type || type === actionCheck.type ? "updated" : "succeeded";
}
