import { actionCheck } from "../../model/actionCheck.ts";
import { actionInvocation } from "../../model/actionInvocation.ts";
import type { Row } from "./rows.ts";

/** Numbers of resources at the end of a run, by what became of them. */
export interface RunCounts {
  readonly called: number;
  readonly reused: number;
  readonly checked: number;
  readonly changed: number;
  readonly unchanged: number;
  readonly removed: number;
  readonly failed: number;
  readonly notReached: number;
  readonly unknown: number;
}

/** Counts the resources of a run that is over. */
export function countRows(rows: readonly Row[]): RunCounts {
  const counts: { -readonly [Name in keyof RunCounts]: number } = {
    called: 0,
    reused: 0,
    checked: 0,
    changed: 0,
    unchanged: 0,
    removed: 0,
    failed: 0,
    notReached: 0,
    unknown: 0,
  };
  for (const row of rows) counts[endOf(row)]++;
  return counts;
}

function endOf({ type, state, source, startedAt, endedAt }: Row): keyof RunCounts {
  if (state === "waiting") return "notReached";
  // The run was stopped before the step ended.
  if (startedAt !== undefined && endedAt === undefined) return "unknown";
  if (state === "failed" || state === "unchanged" || state === "removed") return state;
  if (type === actionCheck.type) return "checked";
  return type === actionInvocation.type ? (source ?? "changed") : "changed";
}
