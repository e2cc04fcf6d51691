import type { ShownFailure } from "../views/RunView.ts";
import type { JsonEvent } from "./jsonEvent.ts";

/** Returns the event of a failure. @param at - Epoch milliseconds. */
export function failureEvent({ error, ...place }: ShownFailure, at: number): JsonEvent {
  const { code, reason, hint, details } = error;
  return { kind: "error", at, code, reason, ...(details.length === 0 ? {} : { details }), hint, ...place };
}
