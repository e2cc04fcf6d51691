import type { Stack } from "@pulumi/pulumi/automation/index.js";
import type { OperationHandles } from "../../engine/runOperation.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { isConfirmed, needsConfirmation } from "./confirm.ts";
import { prepareStack } from "./prepareStack.ts";
import { runOperationWithView } from "./runOperationWithView.ts";
import { readTargetOptions, type TargetOptions } from "./targetOptions.ts";
import type { ChangeCommandOptions } from "./stackOptions.ts";

/** A change of the state alone, which calls no action. */
export interface StateChange {
  readonly question: string;
  readonly change: (stack: Stack, options: OperationHandles & TargetOptions) => Promise<unknown>;
}

/** Runs `refresh` or `destroy`: the stack has to be there, and its program does not run. */
export async function mutateState(
  context: CommandContext,
  named: string,
  options: ChangeCommandOptions,
  { question, change }: StateChange,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async (interrupts) => {
    const asks = needsConfirmation(options, terminal);
    const narrowing = readTargetOptions(options);
    const { stack, cancelCommand } = await prepareStack(
      terminal,
      named,
      options,
      { runsProgram: false },
      interrupts.signal,
    );
    if (asks && !(await isConfirmed(terminal, question, interrupts.signal))) return;
    const operation = async (handles: OperationHandles): Promise<object> => {
      await change(stack, { ...handles, ...narrowing });
      return {};
    };
    await runOperationWithView(terminal, { json: options.json, cancelCommand }, operation, interrupts);
  });
}
