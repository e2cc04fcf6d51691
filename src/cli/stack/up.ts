import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { previewLines } from "../views/previewLines.ts";
import { chooseCheckpoints, journalWarning, type Checkpoints } from "./checkpoints.ts";
import { confirmChange, upQuestion } from "./confirm.ts";
import { readPlanFile, refuseStalePlan } from "./planFile.ts";
import { prepareStack } from "./prepareStack.ts";
import { previewSteps } from "./previewSteps.ts";
import { runOperationWithView } from "./runOperationWithView.ts";
import {
  needsConfirmation,
  readTargetOptions,
  refuseUnknownNames,
  type ChangeCommandOptions,
} from "./stackOptions.ts";

/** Options of `ncf up`. */
export interface UpOptions extends ChangeCommandOptions {
  readonly rerun: readonly string[];
  readonly plan?: string;
  readonly checkpoints: Checkpoints;
}

/** Runs `ncf up FILE`. */
export async function up(context: CommandContext, named: string, options: UpOptions): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async (interrupts) => {
    const asks = needsConfirmation(options, terminal);
    const targets = readTargetOptions(options);
    const planFile = options.plan === undefined ? undefined : readPlanFile(options.plan, terminal);
    const purpose = { runsProgram: true, rerun: options.rerun };
    const prepared = await prepareStack(terminal, named, options, purpose, interrupts.signal);
    const { file, plan } = prepared.checked;
    refuseUnknownNames("--target", options.target, plan);
    refuseUnknownNames("--exclude", options.exclude, plan);
    const { env, journal } = prepared;
    const { savesAtEnd, warning } = chooseCheckpoints(options.checkpoints, plan, journal);
    for (const text of [warning, journalWarning(journal, env)])
      if (text !== undefined) terminal.writeError(text);
    if (asks || planFile !== undefined) {
      const steps = await previewSteps(terminal, prepared, targets, interrupts);
      if (planFile !== undefined) refuseStalePlan(planFile, prepared, steps);
      if (asks) {
        for (const line of previewLines(`${file.name}/${prepared.stackName}`, steps))
          terminal.write(`${line}\n`);
        await confirmChange(terminal, prepared, upQuestion(steps), interrupts.signal);
      }
    }
    await runOperationWithView(
      terminal,
      prepared,
      {
        kind: "up",
        json: options.json === true,
        quiet: options.quiet === true,
        plan,
        savesAtEnd,
        files: options,
        ...targets,
      },
      interrupts,
    );
  });
}
