import picocolors from "picocolors";
import type { Terminal } from "../terminal.ts";
import type { RunView } from "./RunView.ts";
import { liveLines } from "./liveLines.ts";
import { invocationLines, type Rows } from "./rows.ts";
import { countsLines, summaryLines } from "./summaryLines.ts";
import { messageLine, valueLines } from "./text.ts";

const redrawEveryMs = 200;

/** Shows a run as a list that is redrawn as it changes, then a line for each resource, the outputs and the counts. */
export function liveView(rows: Rows, terminal: Terminal): RunView {
  const colors = picocolors.createColors(terminal.hasColor);
  const now = (): number => terminal.ports.clock.now();
  const begunAt = now();
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
    end: ({ result, outputs }) => {
      clearInterval(timer);
      erase();
      const space = { columns: terminal.columns, most: Math.max(terminal.rows - 4, 10) };
      for (const line of summaryLines(rows.all, space)) terminal.writeRaw(`${paint(line)}\n`);
      for (const line of outputs === undefined ? [] : valueLines(outputs)) terminal.write(`${line}\n`);
      for (const line of countsLines(rows.all, now() - begunAt, result)) terminal.write(`${line}\n`);
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
