import Table from "cli-table3";
import picocolors from "picocolors";
import { printable } from "../../diagnostics/safeText.ts";
import type { Terminal } from "../terminal.ts";
import type { RunView } from "./RunView.ts";
import { liveLines } from "./liveLines.ts";
import { attemptsText, invocationLines, outcomeText, type Row, type Rows } from "./rows.ts";
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
    const lines = liveLines(rows.all, now(), { rows: terminal.rows - 2, columns: terminal.columns - 1 });
    for (const line of lines) terminal.writeRaw(`${paint(line)}\n`);
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
