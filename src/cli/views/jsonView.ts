import { shownOutputs } from "./Outputs.ts";
import type { RunView } from "./RunView.ts";
import { shortType } from "./shortType.ts";

/** A run as JSON, one event a line; the last one says how it ended and gives the outputs, secrets masked. */
export function jsonView(write: (text: string) => void): RunView {
  const line = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
  return {
    see: (event) => {
      if (event.kind === "said") return line(event);
      if (!event.type.startsWith("pulumi:")) line({ ...event, type: shortType(event.type) });
    },
    end: (how, outputs) =>
      line({ kind: "ended", how, ...(outputs === undefined ? {} : { outputs: shownOutputs(outputs) }) }),
  };
}
