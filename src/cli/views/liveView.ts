import picocolors from "picocolors";
import type { Terminal } from "../terminal.ts";
import { outputLines, shownOutputs } from "./Outputs.ts";
import type { Progress, Row, RowState } from "./Progress.ts";
import { resourceTable } from "./resourceTable.ts";
import { rowText, secondsText } from "./rowText.ts";
import type { RunView } from "./RunView.ts";

const redrawEveryMs = 200;
const active: ReadonlySet<RowState> = new Set(["calling", "following", "running", "reading", "removing"]);

/** A run as a list that is drawn anew as it changes, then a table and the outputs. */
export function liveView(progress: Progress, terminal: Terminal): RunView {
  const colours = picocolors.createColors(terminal.hasColour);
  const now = (): number => terminal.ports.clock.now();
  let drawnLines = 0;
  const timer = setInterval(draw, redrawEveryMs);
  draw();
  return {
    see: (event) => {
      if (progress.see(event) === undefined && event.kind === "said" && event.severity !== "error") {
        erase();
        terminal.write(`${event.name ?? "engine"}: ${event.message}\n`);
      }
      draw();
    },
    end: (_how, outputs) => {
      clearInterval(timer);
      erase();
      terminal.write(`${resourceTable(progress.rows, terminal.hasColour)}\n`);
      if (outputs === undefined) return;
      for (const line of outputLines(shownOutputs(outputs))) terminal.write(`${line}\n`);
    },
  };

  function draw(): void {
    erase();
    const lines = liveLines(progress.rows, now(), terminal.rows - 2);
    for (const line of lines) terminal.write(`${paint(line.slice(0, terminal.columns - 1))}\n`);
    drawnLines = lines.length;
  }

  function erase(): void {
    if (drawnLines > 0) terminal.write(`\u001B[${drawnLines}A\u001B[J`);
    drawnLines = 0;
  }

  function paint(line: string): string {
    if (line.startsWith("✔")) return colours.green(line);
    if (line.startsWith("✖")) return colours.red(line);
    return line.startsWith("◷") ? colours.cyan(line) : colours.dim(line);
  }
}

/** The rows of a run as lines, at most so many: what is at work first, when not all of them fit. */
export function liveLines(rows: readonly Row[], now: number, most: number): readonly string[] {
  const line = (row: Row): string => {
    const time =
      row.beganAt === undefined || !active.has(row.state) ? "" : ` ${secondsText(now - row.beganAt)}`;
    return `${markOf(row)} ${row.name}  ${rowText(row, now)}${time}`;
  };
  if (rows.length <= most) return rows.map(line);
  const atWork = rows.filter(({ state }) => active.has(state)).slice(0, most - 1);
  const waiting = rows.filter(({ state }) => state === "waiting").length;
  const failed = rows.filter(({ state }) => state === "failed").length;
  const over = rows.filter(({ endedAt }) => endedAt !== undefined).length;
  return [...atWork.map(line), `  ${over} of ${rows.length} are over, ${failed} failed, ${waiting} wait`];
}

function markOf({ state }: Row): string {
  if (state === "failed") return "✖";
  if (active.has(state)) return "◷";
  return state === "waiting" ? "·" : "✔";
}
