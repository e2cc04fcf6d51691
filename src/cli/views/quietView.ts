import type { Terminal } from "../terminal.ts";
import type { RunView } from "./RunView.ts";
import { messageLine, valueLines } from "./text.ts";

/** Shows warnings of a run, and at its end the outputs. Failures are reported as always. */
export function quietView({ write, writeError }: Pick<Terminal, "write" | "writeError">): RunView {
  return {
    onEvent: (event) => {
      if (event.kind === "message" && event.severity === "warning") writeError(`${messageLine(event)}\n`);
    },
    onInvocation: () => {},
    notice: (text) => writeError(`${text}\n`),
    end: ({ outputs }) => {
      if (outputs === undefined) return;
      for (const line of valueLines(outputs)) write(`${line}\n`);
    },
  };
}
