import { printable } from "../../diagnostics/safeText.ts";
import { cellsOf, fitText } from "./fitText.ts";
import { activeStates, type Row, type RowState, rowText } from "./rows.ts";
import { secondsText } from "./text.ts";

/** Size of the screen that a list may fill. */
export interface ListSize {
  /** Most lines. */
  readonly rows: number;
  /** Most cells of a line. */
  readonly columns: number;
}

/** States whose end may be minutes away. */
const long: ReadonlySet<RowState> = new Set(["following", "searching", "waitingForLogs"]);
/** Part of a line that names may take. */
const nameShare = 0.35;
const widestName = 40;

/**
 * Formats the rows of a run for a screen, cut to its width: all of them, in their order, where they fit. Else those that failed and those at
 * work, the failed ones first and in at most half of the lines, and a count of all.
 */
export function liveLines(
  rows: readonly Row[],
  now: number,
  { rows: most, columns }: ListSize,
): readonly string[] {
  if (most < 1) return [];
  if (rows.length <= most) return formatted(rows, now, columns);
  const [failed, working] = [rows.filter(({ state }) => state === "failed"), rows.filter(isActive)];
  const places = most - 1;
  const forFailed = Math.min(failed.length, Math.max(Math.ceil(places / 2), places - working.length));
  const shown = [...failed.slice(0, forFailed), ...working.slice(0, places - forFailed)];
  return [...formatted(shown, now, columns), fitText(countLine(rows, failed.length, working), columns)];
}

function countLine(rows: readonly Row[], failed: number, working: readonly Row[]): string {
  const over = rows.filter(({ endedAt }) => endedAt !== undefined).length;
  const waiting = rows.filter(({ state }) => state === "waiting").length;
  return `  ${over} of ${rows.length} finished, ${failed} failed, ${working.length} running, ${waiting} waiting`;
}

function formatted(rows: readonly Row[], now: number, columns: number): readonly string[] {
  const names = rows.map(({ name }) =>
    fitText(oneLine(name), Math.min(widestName, Math.floor(columns * nameShare))),
  );
  const width = Math.max(0, ...names.map(cellsOf));
  return rows.map((row, at) => {
    const name = names[at] as string;
    const padding = " ".repeat(width - cellsOf(name));
    const line = `${markOf(row)} ${name}${padding}  `;
    const time = timeText(row, now);
    const left = columns - cellsOf(line) - cellsOf(time);
    return fitText(`${line}${fitText(oneLine(rowText(row, now)), left)}${time}`.trimEnd(), columns);
  });
}

/** Returns how long a row has been at work, and until when it follows or searches. */
function timeText(row: Row, now: number): string {
  const { startedAt, since, untilAt } = row;
  if (startedAt === undefined || !isActive(row)) return "";
  if (untilAt === undefined || since === undefined || !long.has(row.state))
    return ` ${secondsText(now - startedAt)}`;
  return `, ${secondsText(now - since)}, until ${new Date(untilAt).toTimeString().slice(0, 8)}`;
}

function isActive({ state }: Row): boolean {
  return activeStates.has(state);
}

function markOf(row: Row): string {
  if (row.state === "failed") return "✖";
  if (isActive(row)) return "◷";
  return row.state === "waiting" ? "·" : "✔";
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, " ");
}
