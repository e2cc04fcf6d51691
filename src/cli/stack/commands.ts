import type { CommandContext } from "../CommandContext.ts";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { JsonObject } from "../../model/json.ts";
import { eventFormat } from "../json/eventDefinitions.ts";
import { writeEvent } from "../json/jsonEvent.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { destinationLines, shownDestinations } from "../views/destinationLines.ts";
import { previewLines } from "../views/previewLines.ts";
import { loadStackFile } from "./loadStackFile.ts";
import { countText } from "../views/text.ts";
import { confirmChange, destroyQuestion, refreshQuestion } from "./confirm.ts";
import { writePlanFile } from "./planFile.ts";
import { prepareStack } from "./prepareStack.ts";
import { type PreviewStep, previewSteps } from "./previewSteps.ts";
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
  readonly exclude: readonly string[];
  readonly targetDependents?: true;
  readonly expectNoChanges?: true;
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
      writeEvent(terminal.write, {
        kind: "preview",
        at: terminal.ports.clock.now(),
        format: eventFormat,
        project: file.name,
        stack: stackName,
        destinations: shownDestinations(destinations),
        steps: steps as unknown as readonly JsonObject[],
        outputs: plan.outputs,
      });
    } else {
      for (const line of previewLines(`${checked.file.name}/${stackName}`, steps, destinations))
        terminal.write(`${line}\n`);
    }
    if (options.expectNoChanges === true) refuseChanges(steps);
  });
}

const unchangedSteps: ReadonlySet<string> = new Set(["keep", "same", "read", "notTargeted"]);

/** Requires that a preview changes nothing. @throws NcfError NCF_CHANGES_FOUND */
function refuseChanges(steps: readonly PreviewStep[]): void {
  const changed = steps.filter(({ step }) => !unchangedSteps.has(step));
  if (changed.length === 0) return;
  const names = changed.map(({ name, step }) => `${name} (${step})`).join(", ");
  throw new NcfError("NCF_CHANGES_FOUND", {
    reason: `${countText(changed.length, "resource")} would change: ${names}`,
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
    const operation = {
      kind,
      json: options.json === true,
      quiet: options.quiet === true,
      files: options,
      ...targets,
    };
    await runOperationWithView(terminal, prepared, operation, interrupts);
  });
}
