import type { Progress, RowState } from "./Progress.ts";
import { outputLines, shownOutputs } from "./Outputs.ts";
import { rowText } from "./rowText.ts";
import type { RunView } from "./RunView.ts";

/** A run as plain lines: one for each change of a resource, then the outputs. */
export function linesView(progress: Progress, write: (text: string) => void, now: () => number): RunView {
  const shown = new Map<string, RowState>();
  return {
    see: (event) => {
      const row = progress.see(event);
      if (event.kind === "said" && row === undefined) {
        // Errors are told whole at the end.
        if (event.severity !== "error") write(`${event.name ?? "engine"}: ${event.message}\n`);
        return;
      }
      if (row === undefined || shown.get(row.name) === row.state) return;
      shown.set(row.name, row.state);
      write(`${row.name}: ${rowText(row, now())}\n`);
    },
    end: (_how, outputs) => {
      if (outputs === undefined) return;
      for (const line of outputLines(shownOutputs(outputs))) write(`${line}\n`);
    },
  };
}
