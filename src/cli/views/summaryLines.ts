import { printable } from "../../diagnostics/safeText.ts";
import { countRows, type RunCounts } from "./countRows.ts";
import type { RunEnd } from "./RunView.ts";
import { attemptsText, outcomeText, type Row } from "./rows.ts";
import { secondsText } from "./text.ts";

/** Words of the counts, in their order. */
const countWords: Readonly<Record<keyof RunCounts, string>> = {
  called: "called",
  reused: "reused",
  checked: "healthy",
  changed: "changed",
  unchanged: "unchanged",
  removed: "removed",
  failed: "failed",
  notReached: "not reached",
  unknown: "unknown",
};

/** Says what became of the resources of a run: `98 called, 2 unchanged, 0 failed in 34 s`. Nothing for a run that failed before its first step. */
export function countsLines(
  rows: readonly Row[],
  durationMs: number,
  result: RunEnd["result"],
): readonly string[] {
  if (result !== "succeeded" && rows.every(({ state }) => state === "waiting")) return [];
  const counts = countRows(rows);
  const shown = (Object.entries(countWords) as [keyof RunCounts, string][])
    .filter(([name]) => name === "failed" || counts[name] > 0)
    .map(([name, word]) => `${counts[name]} ${word}`);
  return [`${shown.join(", ")} in ${secondsText(durationMs)}`];
}

/** Space for the lines of a summary. */
export interface SummarySpace {
  /** Width of the screen in letters. */
  readonly columns: number;
  /** Most lines. Where there are more resources, those that did not change are left out. */
  readonly most: number;
}

/** Formats the resources of a run that is over, one a line, failures last: outcome, action, time, attempts and activation. */
export function summaryLines(rows: readonly Row[], { columns, most }: SummarySpace): readonly string[] {
  const changed = rows.filter(({ state }) => state !== "unchanged");
  const shown = (rows.length > most ? changed : rows).toSorted((one, other) => rankOf(one) - rankOf(other));
  const cells = shown.map((row) => {
    const { name, type, action, startedAt, endedAt, call } = row;
    const time = startedAt === undefined || endedAt === undefined ? "" : secondsText(endedAt - startedAt);
    const attempts = attemptsText(call);
    return [
      `${markOf(row)} ${printable(name)}`,
      outcomeText(row),
      printable(action ?? type),
      time,
      call !== undefined && "attempts" in call ? (call.attempts > 1 ? `${attempts} attempts` : "") : attempts,
      printable(call?.activationId ?? ""),
    ];
  });
  const widths = [0, 1, 2, 3, 4].map((at) => Math.max(0, ...cells.map((row) => row[at]?.length ?? 0)));
  return cells.map((row) =>
    row
      .map((cell, at) => cell.padEnd(widths[at] ?? 0))
      .join("  ")
      .trimEnd()
      .slice(0, columns - 1),
  );
}

function rankOf(row: Row): number {
  if (row.state === "failed") return 2;
  return row.state === "waiting" || row.endedAt === undefined ? 1 : 0;
}

function markOf({ state, endedAt }: Row): string {
  if (state === "failed") return "✖";
  return state === "waiting" || endedAt === undefined ? "·" : "✔";
}
