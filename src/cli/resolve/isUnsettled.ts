import type { Call } from "./readCalls.ts";

/** Whether the end of a call is not known yet; of one that is `pending` the activation is, and the next `up` reads it. */
export function isUnsettled({ entry: { end } }: Pick<Call, "entry">): boolean {
  return end === undefined || end.kind === "unknown" || end.kind === "pending";
}
