import type { Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { prepareStack } from "../stack/prepareStack.ts";
import { writePlanFile } from "../stack/planFile.ts";
import { previewRun } from "../stack/previewRun.ts";
import { collect, stackCommand, type StackCommandOptions, readTargetOptions } from "../stack/stackOptions.ts";
import { previewLines } from "../views/previewLines.ts";

interface Options extends StackCommandOptions {
  readonly target: readonly string[];
  readonly plan?: string;
}

/** `ncf preview FILE`: what would be called, in order. */
export function addPreview(program: Command, context: CommandContext): void {
  const { terminal } = context;
  stackCommand(program, "preview", "show what would be called, in order; calls nothing")
    .option("-t, --target <name>", "only this resource (repeatable)", collect, [])
    .option("--plan <file>", "save it for up --plan")
    .addHelpText(...example("ncf preview stack.yaml --stack dev --plan plan.json"))
    .action((named: string, options: Options) =>
      runStackCommand(context, options, async (interrupts) => {
        const run = await prepareStack(terminal, named, options, { runsProgram: true }, interrupts.signal);
        const steps = await previewRun(run, readTargetOptions(options), interrupts);
        if (options.plan !== undefined) writePlanFile(options.plan, run, steps, terminal);
        const { file, stackName, plan } = run;
        if (options.json === true) {
          const shown = { project: file.name, stack: stackName, steps, outputs: plan.outputs };
          terminal.write(`${JSON.stringify(shown)}\n`);
          return;
        }
        for (const line of previewLines(`${file.name}/${stackName}`, steps)) terminal.write(`${line}\n`);
      }),
    );
}
