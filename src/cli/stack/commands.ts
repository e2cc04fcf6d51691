import { readOutputs } from "../../engine/stackCommands.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { destinationLines } from "../views/destinationLines.ts";
import { previewLines } from "../views/previewLines.ts";
import { outputLines } from "../views/text.ts";
import { loadStackFile } from "./loadStackFile.ts";
import { confirmChange, destroyQuestion, refreshQuestion } from "./confirm.ts";
import { writePlanFile } from "./planFile.ts";
import { prepareStack } from "./prepareStack.ts";
import { previewSteps } from "./previewSteps.ts";
import { runOperationWithView } from "./runOperationWithView.ts";
import {
  needsConfirmation,
  readTargetOptions,
  type ChangeCommandOptions,
  type StackCommandOptions,
} from "./stackOptions.ts";

/** Options of `ncf preview`. */
export interface PreviewOptions extends StackCommandOptions {
  readonly target: readonly string[];
  readonly plan?: string;
}

/** Runs `ncf preview FILE`. */
export async function preview(
  context: CommandContext,
  named: string,
  options: PreviewOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async (interrupts) => {
    const prepared = await prepareStack(terminal, named, options, { runsProgram: true }, interrupts.signal);
    const steps = await previewSteps(terminal, prepared, readTargetOptions(options), interrupts);
    if (options.plan !== undefined) writePlanFile(options.plan, prepared, steps, terminal);
    const { stackName, checked, destinations } = prepared;
    if (options.json === true) {
      const { file, plan } = checked;
      const shown = { project: file.name, stack: stackName, destinations, steps, outputs: plan.outputs };
      terminal.write(`${JSON.stringify(shown)}\n`);
      return;
    }
    for (const line of previewLines(`${checked.file.name}/${stackName}`, steps, destinations))
      terminal.write(`${line}\n`);
  });
}

/** Runs `ncf refresh FILE` or `ncf destroy FILE`: the stack has to exist, and its program does not run. */
export async function mutateState(
  context: CommandContext,
  kind: "refresh" | "destroy",
  named: string,
  options: ChangeCommandOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async (interrupts) => {
    const loaded = loadStackFile(named, terminal, options.allowRead);
    const asks = needsConfirmation(options, terminal);
    const targets = readTargetOptions(options);
    const purpose = { runsProgram: false, usesPlugins: kind === "destroy" };
    const prepared = await prepareStack(terminal, loaded, options, purpose, interrupts.signal);
    if (asks && kind === "destroy") {
      const steps = await previewSteps(terminal, prepared, targets, interrupts, kind);
      for (const line of previewLines(
        `${prepared.checked.file.name}/${prepared.stackName}`,
        steps,
        prepared.destinations,
      ))
        terminal.write(`${line}\n`);
      await confirmChange(terminal, prepared, destroyQuestion(steps), interrupts.signal);
    } else if (asks) {
      for (const line of destinationLines(prepared.destinations)) terminal.write(`${line}\n`);
      await confirmChange(terminal, prepared, await refreshQuestion(prepared, targets), interrupts.signal);
    }
    const operation = { kind, json: options.json === true, ...targets };
    await runOperationWithView(terminal, prepared, operation, interrupts);
  });
}

/** Options of `ncf outputs`. */
export interface OutputsOptions extends StackCommandOptions {
  readonly showSecrets?: true;
}

/** Runs `ncf outputs FILE`. */
export async function outputs(
  context: CommandContext,
  named: string,
  options: OutputsOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const { workspace, checked } = await prepareStack(
      terminal,
      named,
      options,
      { runsProgram: false },
      signal,
    );
    const found = await readOutputs(workspace, options.showSecrets === true);
    // In the order of the file, as up shows them; the engine sorts them.
    const names = checked.file.outputs.map(({ name }) => name).filter((name) => Object.hasOwn(found, name));
    const shown = { ...Object.fromEntries(names.map((name) => [name, found[name]])), ...found };
    if (options.showSecrets !== true) terminal.github?.setOutputs(withoutMasked(shown));
    const lines = options.json === true ? [JSON.stringify(shown)] : outputLines(shown);
    for (const line of lines) terminal.write(`${line}\n`);
  });
}

/** Leaves out the outputs that the engine has masked. */
function withoutMasked(shown: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(shown).filter(([, value]) => !JSON.stringify(value).includes('"[secret]"')),
  );
}
