import type { Interrupts } from "../../engine/operation.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import type { Terminal } from "../terminal.ts";
import { openView } from "../views/RunView.ts";
import { operate, OperationFailed, type StackOperation } from "./operate.ts";
import type { PreparedStack } from "./prepareStack.ts";

/** An operation that is shown. */
export interface ShownOperation extends Omit<StackOperation, "onEvent" | "onInvocation" | "interrupts"> {
  readonly json: boolean;
  /** The resources that are expected; by default only those that the engine works on are shown. */
  readonly plan?: Pick<StackPlan, "steps">;
}

/** Runs an operation of a stack and shows it: live on a terminal, as plain lines without one, or as JSON. @throws OperationFailed */
export async function runOperationWithView(
  terminal: Terminal,
  prepared: PreparedStack,
  { json, plan = { steps: [] }, ...operation }: ShownOperation,
  interrupts: Interrupts,
): Promise<void> {
  const view = await openView(terminal, json, plan);
  const isInterrupted = (): boolean => interrupts.signal.aborted;
  try {
    const outputs = await operate(terminal, prepared, {
      ...operation,
      interrupts,
      onEvent: view.onEvent,
      onInvocation: view.onInvocation,
    });
    view.end({ result: isInterrupted() ? "interrupted" : "succeeded", outputs, failures: [] });
  } catch (error) {
    const result = isInterrupted() ? "interrupted" : "failed";
    if (!(error instanceof OperationFailed)) {
      view.end({ result, failures: [] });
      throw error;
    }
    const { failures, ran } = error;
    view.end({ result, failures, ran });
    throw new OperationFailed(failures, { ...error, isShown: true });
  }
}
