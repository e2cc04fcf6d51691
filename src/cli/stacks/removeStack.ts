import { NcfError } from "../../diagnostics/ncfError.ts";
import { engineError } from "../../engine/engineErrors.ts";
import { runInStack } from "../../engine/stackCommands.ts";
import type { CommandContext } from "../CommandContext.ts";
import { writeDone } from "../json/jsonEvent.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { confirm } from "../stack/confirm.ts";
import { needsConfirmation } from "../stack/stackOptions.ts";
import { openEngine, openStack, type OpenStackOptions } from "./openStack.ts";

/** Options of `ncf stack rm`. */
export interface RemoveStackOptions extends Omit<OpenStackOptions, "configFile"> {
  readonly force?: true;
  readonly yes?: true;
}

/**
 * Runs `ncf stack rm [FILE]`: removes the state of a stack. Its settings file and its journal stay. A stack with resources is removed with `--force`
 * only: no action is called for them.
 */
export async function removeStack(
  context: CommandContext,
  named: string,
  options: RemoveStackOptions,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const asks = needsConfirmation(options, terminal);
    const opened = openStack(terminal, named, options);
    const { workspace, backend } = await openEngine(terminal, opened, options, { signal });
    const title = `${opened.file.name}/${opened.stackName}`;
    const question = `Remove the stack ${title} and its state from ${backend.url}?`;
    if (asks) await confirm(terminal, question, signal);
    const force = options.force === true ? ["--force"] : [];
    const end = await runInStack(workspace, ["stack", "rm", "--yes", ...force]);
    if (/still has resources/.test(end.stderr)) {
      throw new NcfError("NCF_STACK_NOT_EMPTY", {
        reason: `${title} still has resources; it is not removed`,
      });
    }
    if (end.code !== 0) throw engineError(end);
    if (options.json === true) writeDone(terminal.write, terminal.ports.clock.now());
    else terminal.write(`Removed the stack ${title}. Its settings file and its journal stay.\n`);
  });
}
