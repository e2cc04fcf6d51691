import type { Terminal } from "../terminal.ts";
import type { RunView } from "./RunView.ts";
import { invocationLines, rowText, type Row, type Rows } from "./rows.ts";
import { countsLines } from "./summaryLines.ts";
import { messageLine, valueLines } from "./text.ts";

/** Shows a run as plain lines: one for each change of a resource, then the outputs and the counts. */
export function linesView(
  rows: Rows,
  { write, writeError }: Pick<Terminal, "write" | "writeError">,
  now: () => number,
): RunView {
  const begunAt = now();
  const shown = new Map<string, string>();
  const show = (row: Row | undefined): void => {
    if (row === undefined) return;
    const state = `${row.state} ${row.detail ?? ""}`;
    if (shown.get(row.name) === state) return;
    shown.set(row.name, state);
    write(`${row.name}: ${rowText(row, now())}\n`);
  };
  return {
    onEvent: (event) => {
      // Errors are reported in full at the end.
      if (event.kind !== "message") show(rows.receive(event));
      else if (event.severity !== "error") write(`${messageLine(event)}\n`);
    },
    onInvocation: (event) => {
      show(rows.receiveInvocation(event));
      for (const line of invocationLines(event)) write(`${line}\n`);
    },
    notice: (text) => writeError(`${text}\n`),
    end: ({ result, outputs }) => {
      for (const line of outputs === undefined ? [] : valueLines(outputs)) write(`${line}\n`);
      for (const line of countsLines(rows.all, now() - begunAt, result)) write(`${line}\n`);
    },
  };
}
