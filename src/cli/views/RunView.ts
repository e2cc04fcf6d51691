import type { ResourceFailure } from "../../engine/operation.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import type { ValueObject } from "../../model/value.ts";
import type { RanCall } from "../../resource/ranCalls.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import { linesView } from "./linesView.ts";
import { Rows } from "./rows.ts";
import { maskOutputs } from "./text.ts";

/** Shows a run. */
export interface RunView {
  readonly onEvent: (event: StackEvent) => void;
  readonly onInvocation: (event: InvocationEvent) => void;
  /** Writes a line of this process itself to standard error, beside what is shown. */
  readonly notice: (line: string) => void;
  /** The run is over. Nothing is shown after it. */
  readonly end: (end: RunEnd) => void;
}

/** How a run ended. */
export interface RunEnd {
  readonly result: "succeeded" | "failed" | "interrupted";
  /** Where the run was to make some. */
  readonly outputs?: ValueObject | undefined;
  readonly failures: readonly ShownFailure[];
  /** Calls of a run that failed which ran and are not undone. */
  readonly ran?: readonly RanCall[];
}

/** A failure with its place in the stack file. */
export interface ShownFailure extends ResourceFailure {
  readonly file?: string;
  readonly line?: number;
  readonly column?: number;
}

/** Chooses the view of a run: live on a terminal, plain lines without one, or JSON. */
export async function openView(
  terminal: Terminal,
  isJson: boolean,
  plan: Pick<StackPlan, "steps">,
): Promise<RunView> {
  if (isJson) return jsonView(terminal);
  const rows = new Rows(plan, terminal.ports.clock);
  if (!terminal.isLive) return linesView(rows, terminal, terminal.ports.clock.now);
  // Loaded only here: it draws tables.
  const { liveView } = await import("./liveView.ts");
  return liveView(rows, terminal);
}

/** Writes a run as JSON, one event a line; the last one is the summary, with the outputs, secrets masked. */
export function jsonView({ write, writeError }: Pick<Terminal, "write" | "writeError">): RunView {
  const line = (value: unknown): void => write(`${JSON.stringify(value)}\n`);
  return {
    onEvent: (event) => {
      if (event.kind === "message" || !event.type.startsWith("pulumi:")) line(event);
    },
    onInvocation: ({ kind, key, action, ...rest }) => {
      const onDelete =
        "onDelete" in rest && rest.onDelete !== undefined ? actionLabel(rest.onDelete) : undefined;
      line({ kind, name: key.name, action: actionLabel(action), ...rest, onDelete });
    },
    notice: (text) => writeError(`${text}\n`),
    end: ({ result, outputs, failures, ran = [] }) => {
      for (const failure of failures) line(failureLine(failure));
      line({
        kind: "summary",
        result,
        ...(outputs === undefined ? {} : { outputs: maskOutputs(outputs) }),
        ...(ran.length === 0 ? {} : { ran: ran.map(ranLine) }),
      });
    },
  };
}

function ranLine({ key, action, onDelete }: RanCall): Readonly<Record<string, string>> {
  return {
    name: key.name,
    action: actionLabel(action),
    ...(onDelete === undefined ? {} : { onDelete: actionLabel(onDelete) }),
  };
}

/** The JSON of a failure. */
export function failureLine({ error, ...place }: ShownFailure): Readonly<Record<string, unknown>> {
  const { code, reason, hint, details } = error;
  return { kind: "error", code, reason, ...(details.length === 0 ? {} : { details }), hint, ...place };
}

/** Formats a failure for people: `migrate: NCF_ACTION_FAILED: …`, its place in the stack file, the hint. */
export function failureText({ name, error, file, line, column }: ShownFailure): string {
  const { code, reason, hint, details } = error;
  const place = file === undefined ? "" : `  --> ${file}:${line}:${column}\n`;
  const more = details.map((one) => `  ${one}\n`).join("");
  return `${name === undefined ? "" : `${name}: `}${code}: ${reason}\n${place}${more}  hint: ${hint}\n`;
}
