import { Option, type Command } from "commander";
import { withoutCheckpoints } from "../../engine/withoutCheckpoints.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { fastNotice } from "../stack/fastNotice.ts";
import {
  isConfirmed,
  needsConfirmation,
  readTargetOptions,
  refuseUnknownNames,
  addChangeOptions,
  collect,
  stackCommand,
  type ChangeCommandOptions,
} from "../stack/stackOptions.ts";
import { prepareStack } from "../stack/prepareStack.ts";
import { runOperationWithView } from "../stack/runOperationWithView.ts";
import { readPlanFile, refuseMovedPlan } from "../stack/planFile.ts";
import { previewRun } from "../stack/previewRun.ts";
import { previewLines } from "../views/previewLines.ts";

interface Options extends ChangeCommandOptions {
  readonly rerun: readonly string[];
  readonly plan?: string;
  readonly fast?: true;
}

/** `ncf up FILE`: calls what has to be called. */
export function addUp(program: Command, context: CommandContext): void {
  const { terminal } = context;
  addChangeOptions(stackCommand(program, "up", "call what is new or has changed, each action once"))
    .option("--rerun <name>", "call this resource's action again on purpose (repeatable)", collect, [])
    .addOption(
      new Option("--plan <file>", "refuse when the plan that preview saved does not hold any more").conflicts(
        "rerun",
      ),
    )
    .option("--fast", "save the state once, at the end; actions are called once all the same")
    .addHelpText(...example("ncf up stack.yaml --stack dev --config release=2026-12 --yes"))
    .action((named: string, options: Options) =>
      runStackCommand(context, options, async (interrupts) => {
        const asks = needsConfirmation(options, terminal);
        const narrowing = readTargetOptions(options);
        const planFile = options.plan === undefined ? undefined : readPlanFile(options.plan, terminal);
        const { rerun } = options;
        const run = await prepareStack(
          terminal,
          named,
          options,
          { runsProgram: true, rerun },
          interrupts.signal,
        );
        refuseUnknownNames("--target", options.target, run.plan);
        const notice = options.fast === true ? fastNotice(run.plan, run.env) : undefined;
        if (notice !== undefined) terminal.writeError(notice);
        if (asks || planFile !== undefined) {
          const steps = await previewRun(run, narrowing, interrupts);
          if (planFile !== undefined) refuseMovedPlan(planFile, run, steps);
          if (asks) {
            const lines = previewLines(`${run.file.name}/${run.stackName}`, steps);
            for (const line of lines) terminal.write(`${line}\n`);
            if (!(await isConfirmed(terminal, "Do this?", interrupts.signal))) return;
          }
        }
        await runOperationWithView(
          terminal,
          { json: options.json, plan: run.plan, cancelCommand: run.cancelCommand },
          (handles) => {
            const up = (): ReturnType<typeof run.stack.up> => run.stack.up({ ...handles, ...narrowing });
            return options.fast === true ? withoutCheckpoints(run.stack, up) : up();
          },
          interrupts,
        );
      }),
    );
}
