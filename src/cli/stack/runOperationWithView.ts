import { NcfError } from "../../diagnostics/ncfError.ts";
import { lockedError } from "../../engine/lockedError.ts";
import { runOperation, type OperationHandles } from "../../engine/runOperation.ts";
import type { StackEvent } from "../../engine/stackEvent.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import { jsonView } from "../views/jsonView.ts";
import { linesView } from "../views/linesView.ts";
import { liveView } from "../views/liveView.ts";
import type { Outputs } from "../views/text.ts";
import { Progress } from "../views/rows.ts";
import type { RunView } from "../views/views.ts";
import type { Interrupts } from "../withInterrupts.ts";

/** How an operation is shown. */
export interface Shown {
  readonly json?: true | undefined;
  /** What is awaited; by default only what the engine takes up is shown. */
  readonly plan?: StackPlan;
  /** What is to be run when the stack is found locked by a run that is no more. */
  readonly cancelCommand: string;
}

/** Runs an operation of a stack in view: live on a terminal, as plain lines without one, or as JSON. */
export async function runOperationWithView<T extends { readonly outputs?: Outputs }>(
  terminal: Terminal,
  { json, plan = { steps: [], outputs: {} }, cancelCommand }: Shown,
  operation: (handles: OperationHandles) => Promise<T>,
  { signal, engineSignal }: Interrupts,
): Promise<void> {
  const view = chooseView(terminal, json === true, plan);
  const failures: string[] = [];
  const watch = (event: StackEvent): void => {
    if (event.kind === "said" && event.severity === "error" && event.name !== undefined) {
      failures.push(`${event.name}: ${event.message}\n`);
    }
    view.see(event);
  };
  const handles = engineSignal === undefined ? {} : { signal: engineSignal };
  try {
    const { outputs } = await runOperation(
      ({ onEvent }) => operation({ onEvent, ...handles }),
      watch,
      signal,
    );
    view.end(signal.aborted ? "interrupted" : "succeeded", outputs);
  } catch (error) {
    view.end(signal.aborted ? "interrupted" : "failed");
    // Otherwise the error itself tells them.
    if (signal.aborted && json !== true) terminal.writeError(failures.join(""));
    if (!NcfError.is(error) || error.code !== "NCF_STACK_LOCKED") throw error;
    throw lockedError(error, { table: terminal.processTable, cancelCommand });
  }
}

function chooseView(terminal: Terminal, json: boolean, plan: StackPlan): RunView {
  if (json) return jsonView(terminal.write);
  const progress = new Progress(plan, terminal.ports.clock);
  if (terminal.isInteractive) return liveView(progress, terminal);
  return linesView(progress, terminal.write, terminal.ports.clock.now);
}
