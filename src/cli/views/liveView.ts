import Table from "cli-table3";
import picocolors from "picocolors";
import { printable } from "../../diagnostics/safeText.ts";
import type { Terminal } from "../terminal.ts";
import type { RunView } from "./RunView.ts";
import {
  activeStates,
  attemptsText,
  invocationLines,
  outcomeText,
  type Row,
  type Rows,
  rowText,
} from "./rows.ts";
import { messageLine, secondsText, valueLines } from "./text.ts";

const redrawEveryMs = 200;

/** Shows a run as a list that is redrawn as it changes, then a table and the outputs. */
export function liveView(rows: Rows, terminal: Terminal): RunView {
  const colors = picocolors.createColors(terminal.hasColor);
  const now = (): number => terminal.ports.clock.now();
  let drawnLines = 0;
  // Not at every event: a stack of 1,000 resources has thousands of them.
  const timer = setInterval(draw, redrawEveryMs);
  draw();
  const say = (line: string): void => {
    erase();
    terminal.write(`${line}\n`);
    draw();
  };
  return {
    onEvent: (event) => {
      if (event.kind !== "message") rows.receive(event);
      else if (event.severity !== "error") say(messageLine(event));
    },
    onInvocation: (event) => {
      rows.receiveInvocation(event);
      for (const line of invocationLines(event)) say(line);
    },
    notice: (line) => {
      erase();
      terminal.writeError(`${line}\n`);
      draw();
    },
    end: ({ outputs }) => {
      clearInterval(timer);
      erase();
      terminal.writeRaw(`${resourceTable(rows.all, terminal.hasColor)}\n`);
      if (outputs === undefined) return;
      for (const line of valueLines(outputs)) terminal.write(`${line}\n`);
    },
  };

  function draw(): void {
    erase();
    const lines = liveLines(rows.all, now(), terminal.rows - 2);
    for (const line of lines) {
      terminal.writeRaw(`${paint(printable(line).slice(0, terminal.columns - 1))}\n`);
    }
    drawnLines = lines.length;
  }

  function erase(): void {
    if (drawnLines > 0) terminal.writeRaw(`\u001B[${drawnLines}A\u001B[J`);
    drawnLines = 0;
  }

  function paint(line: string): string {
    if (line.startsWith("✔")) return colors.green(line);
    if (line.startsWith("✖")) return colors.red(line);
    return line.startsWith("◷") ? colors.cyan(line) : colors.dim(line);
  }
}

/** Formats the rows of a run, at most so many lines: active ones only, and a summary, when not all fit. */
export function liveLines(rows: readonly Row[], now: number, most: number): readonly string[] {
  const line = (row: Row): string => {
    const time =
      row.startedAt === undefined || !activeStates.has(row.state)
        ? ""
        : ` ${secondsText(now - row.startedAt)}`;
    return `${markOf(row)} ${row.name}  ${rowText(row, now)}${time}`;
  };
  if (rows.length <= most) return rows.map(line);
  const atWork = rows.filter(({ state }) => activeStates.has(state)).slice(0, most - 1);
  const waiting = rows.filter(({ state }) => state === "waiting").length;
  const failed = rows.filter(({ state }) => state === "failed").length;
  const over = rows.filter(({ endedAt }) => endedAt !== undefined).length;
  return [...atWork.map(line), `  ${over} of ${rows.length} finished, ${failed} failed, ${waiting} waiting`];
}

function markOf({ state }: Row): string {
  if (state === "failed") return "✖";
  if (activeStates.has(state)) return "◷";
  return state === "waiting" ? "·" : "✔";
}

/** Formats the resources of a run as a table: outcome, time, attempts and activation. */
export function resourceTable(rows: readonly Row[], hasColor: boolean): string {
  const table = new Table({
    head: ["resource", "action", "outcome", "time", "attempts", "activation"],
    style: hasColor ? {} : { head: [], border: [] },
  });
  for (const row of rows) {
    const { name, type, action, startedAt, endedAt, call } = row;
    const time = startedAt === undefined || endedAt === undefined ? "" : secondsText(endedAt - startedAt);
    table.push([
      printable(name),
      printable(action ?? type),
      outcomeText(row),
      time,
      attemptsText(call),
      printable(call?.activationId ?? ""),
    ]);
  }
  return table.toString();
}
