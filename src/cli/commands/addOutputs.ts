import type { Command } from "commander";
import { askEngine } from "../../engine/askEngine.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { prepareStack } from "../stack/prepareStack.ts";
import { stackCommand, type StackCommandOptions } from "../stack/stackOptions.ts";
import { outputLines, shownOutputs } from "../views/text.ts";

interface Options extends StackCommandOptions {
  readonly showSecrets?: true;
}

/** `ncf outputs FILE`: the outputs of the last run. */
export function addOutputs(program: Command, context: CommandContext): void {
  const { terminal } = context;
  stackCommand(program, "outputs", "print the outputs of the last run")
    .option("--show-secrets", "print secret ones in clear")
    .addHelpText(...example("ncf outputs stack.yaml --stack dev --json"))
    .action((named: string, options: Options) =>
      runStackCommand(context, options, async ({ signal }) => {
        const { stack } = await prepareStack(terminal, named, options, { runsProgram: false }, signal);
        const shown = shownOutputs(await askEngine(() => stack.outputs()), options.showSecrets === true);
        const lines = options.json === true ? [JSON.stringify(shown)] : outputLines(shown);
        for (const line of lines) terminal.write(`${line}\n`);
      }),
    );
}
