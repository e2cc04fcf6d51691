import type { Outcome } from "../model/outcome.ts";
import type { CallEnd } from "../journal/records.ts";
import type { Journal, JournalEntry } from "../journal/journal.ts";
import { NcfError } from "../diagnostics/ncfError.ts";

/** What the journal keeps of an outcome. */
export function toCallEnd(outcome: Outcome): CallEnd {
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

/** Writes an end down. A journal that fails here keeps it for its next batch; the outcome must not be lost for that. */
export async function recordEnd(
  journal: Pick<Journal, "end">,
  entry: JournalEntry,
  outcome: Outcome,
): Promise<void> {
  await journal.end(entry, toCallEnd(outcome)).catch(() => undefined);
}

/**
 * The outcome of a call in the place of one that may have run. That it did not run itself, or cannot be made, leaves unknown whether the
 * action ran, and the key must not count as free.
 */
export function asUnknown(came: Outcome | NcfError): Outcome {
  const why = reasonOf(came);
  if (why === undefined) return came as Outcome;
  return { kind: "unknown", reason: `an earlier call may have run, and ${why}`, delivery: "sent" };
}

function reasonOf(came: Outcome | NcfError): string | undefined {
  if (NcfError.is(came)) return `none can be made in its place: ${came.reason}`;
  if (came.kind === "rejected") return `the one in its place did not: ${came.error.message}`;
  return came.kind === "notSent" ? `the one in its place did not: ${came.reason}` : undefined;
}
