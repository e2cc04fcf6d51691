import type { Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { mutateState } from "../stack/mutateState.ts";
import { addChangeOptions, stackCommand, type ChangeCommandOptions } from "../stack/stackOptions.ts";

/** `ncf destroy FILE`: takes all resources out of the state. */
export function addDestroy(program: Command, context: CommandContext): void {
  addChangeOptions(
    stackCommand(program, "destroy", "take all resources out of the state; an action that ran is not undone"),
  )
    .addHelpText(...example("ncf destroy stack.yaml --stack dev --yes"))
    .action((named: string, options: ChangeCommandOptions) =>
      mutateState(context, named, options, {
        question: "Take all resources out of the state?",
        change: (stack, handles) => stack.destroy(handles),
      }),
    );
}
