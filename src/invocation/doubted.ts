import { NcfError } from "../diagnostics/NcfError.ts";
import type { Outcome } from "../model/outcome.ts";

/**
 * The outcome of a call in the place of one that may have run. That it did not run itself, or cannot be made, leaves unknown whether the
 * action ran, and the key must not count as free.
 */
export function doubted(came: Outcome | NcfError): Outcome {
  const why = reasonOf(came);
  if (why === undefined) return came as Outcome;
  return { kind: "unknown", reason: `an earlier call may have run, and ${why}`, delivery: "sent" };
}

function reasonOf(came: Outcome | NcfError): string | undefined {
  if (NcfError.is(came)) return `none can be made in its place: ${came.reason}`;
  if (came.kind === "rejected") return `the one in its place did not: ${came.error.message}`;
  return came.kind === "notSent" ? `the one in its place did not: ${came.reason}` : undefined;
}
