import type { Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { mutateState } from "../stack/mutateState.ts";
import { addChangeOptions, stackCommand, type ChangeCommandOptions } from "../stack/stackOptions.ts";

/** `ncf refresh FILE`: reads what is in the state again. */
export function addRefresh(program: Command, context: CommandContext): void {
  addChangeOptions(
    stackCommand(program, "refresh", "read the activations again that are in the state; calls nothing"),
  )
    .addHelpText(...example("ncf refresh stack.yaml --stack dev --yes"))
    .action((named: string, options: ChangeCommandOptions) =>
      mutateState(context, named, options, {
        question: "Read the state anew?",
        change: (stack, handles) => stack.refresh(handles),
      }),
    );
}
