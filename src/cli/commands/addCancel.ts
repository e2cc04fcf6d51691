import type { Command } from "commander";
import { askEngine } from "../../engine/askEngine.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { prepareStack } from "../stack/prepareStack.ts";
import { stackCommand, type StackCommandOptions } from "../stack/stackOptions.ts";

/** `ncf cancel FILE`: removes the lock that a killed run left. */
export function addCancel(program: Command, context: CommandContext): void {
  const { terminal } = context;
  stackCommand(program, "cancel", "remove the lock that a killed run left on the stack")
    .addHelpText(...example("ncf cancel stack.yaml --stack dev"))
    .action((named: string, options: StackCommandOptions) =>
      runStackCommand(context, options, async ({ signal }) => {
        const { stack } = await prepareStack(terminal, named, options, { runsProgram: false }, signal);
        await askEngine(() => stack.cancel());
        terminal.write(options.json === true ? '{"kind":"ended","how":"succeeded"}\n' : "the lock is gone\n");
      }),
    );
}
