import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { destinationLines } from "../views/destinationLines.ts";
import { previewLines } from "../views/previewLines.ts";
import { changesAddress } from "./addressChange.ts";
import { chooseCheckpoints, journalWarning, type Checkpoints } from "./checkpoints.ts";
import { loadStackFile } from "./loadStackFile.ts";
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
  readonly allowAddressChange?: true;
}

/** Runs `ncf up FILE`. */
export async function up(context: CommandContext, named: string, options: UpOptions): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async (interrupts) => {
    const loaded = loadStackFile(named, terminal, options.allowRead);
    const asks = needsConfirmation(options, terminal);
    const targets = readTargetOptions(options);
    const planFile = options.plan === undefined ? undefined : readPlanFile(options.plan, terminal);
    const purpose = { runsProgram: true, rerun: options.rerun };
    const prepared = await prepareStack(terminal, loaded, options, purpose, interrupts.signal);
    const { file, plan } = prepared.checked;
    refuseUnknownNames("--target", options.target, plan);
    refuseUnknownNames("--exclude", options.exclude, plan);
    const { env, journal } = prepared;
    const { savesAtEnd, warning } = chooseCheckpoints(options.checkpoints, plan, journal);
    for (const text of [warning, journalWarning(journal, env)])
      if (text !== undefined) terminal.writeError(text);
    let allowsAddressChange = options.allowAddressChange === true;
    if (asks || planFile !== undefined) {
      const steps = await previewSteps(terminal, prepared, targets, interrupts);
      if (planFile !== undefined) refuseStalePlan(planFile, prepared, steps);
      if (asks) {
        for (const line of previewLines(`${file.name}/${prepared.stackName}`, steps, prepared.destinations))
          terminal.write(`${line}\n`);
        await confirmChange(terminal, prepared, upQuestion(steps), interrupts.signal);
        // It was shown and confirmed.
        allowsAddressChange ||= changesAddress(steps);
      }
    }
    if (!asks && options.json !== true && options.quiet !== true)
      for (const line of destinationLines(prepared.destinations)) terminal.writeError(`${line}\n`);
    await runOperationWithView(
      terminal,
      prepared,
      {
        kind: "up",
        json: options.json === true,
        quiet: options.quiet === true,
        plan,
        savesAtEnd,
        allowsAddressChange,
        files: options,
        ...targets,
      },
      interrupts,
    );
  });
}
