import { indentFlush } from "../../diagnostics/safeText.ts";
import type { OperationKind, ResourceFailure } from "../../engine/operation.ts";
import type { StackEvent } from "../../engine/stackEvents.ts";
import type { InvocationEvent } from "../../invocation/events.ts";
import type { ValueObject } from "../../model/value.ts";
import type { RanCall } from "../../resource/ranCalls.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import type { JsonObject } from "../../model/json.ts";
import { linesView } from "./linesView.ts";
import { quietView } from "./quietView.ts";
import { Rows } from "./rows.ts";

/** Shows a run. */
export interface RunView {
  readonly onEvent: (event: StackEvent) => void;
  readonly onInvocation: (event: InvocationEvent) => void;
  /** Writes a line of this process itself to standard error, beside what is shown. */
  readonly notice: (line: string) => void;
  /** The run is over. Nothing is shown after it. */
  readonly end: (end: RunEnd) => void;
}

/** Result of a run. */
export interface RunEnd {
  readonly result: "succeeded" | "failed" | "interrupted";
  /** Present when the run was to produce outputs. */
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

/** Run that is shown. */
export interface ShownRun {
  readonly command: OperationKind;
  readonly project: string;
  /** Without an organization. */
  readonly stack: string;
  /** Addresses of the calls, as JSON. */
  readonly destinations: JsonObject;
}

/** Chooses the view of a run: live on a terminal, plain lines without one, the outputs alone, or JSON. */
export async function openView(
  terminal: Terminal,
  format: "progress" | "quiet" | "json",
  plan: Pick<StackPlan, "steps">,
  run: ShownRun,
): Promise<RunView> {
  const { clock } = terminal.ports;
  const rows = new Rows(plan, clock);
  if (format === "quiet") return quietView(terminal);
  if (format === "json") {
    const { jsonView } = await import("../json/jsonView.ts");
    return jsonView(terminal, { rows, run, clock });
  }
  if (!terminal.isLive) return linesView(rows, terminal, clock.now);
  // Loaded only here: nothing is redrawn elsewhere.
  const { liveView } = await import("./liveView.ts");
  return liveView(rows, terminal);
}

/** Formats a failure for people: `migrate: NCF_ACTION_FAILED: …`, its place in the stack file, the hint. */
export function failureText({ name, error, file, line, column }: ShownFailure): string {
  const { code, reason, hint, details } = error;
  const place = file === undefined ? "" : `  --> ${file}:${line}:${column}\n`;
  const more = details.map((one) => `  ${one}\n`).join("");
  // A stack, or what else comes below the message, is indented.
  return `${name === undefined ? "" : `${name}: `}${code}: ${indentFlush(reason)}\n${place}${more}  hint: ${hint}\n`;
}
