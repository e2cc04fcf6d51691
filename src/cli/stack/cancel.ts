import { NcfError } from "../../diagnostics/ncfError.ts";
import { judgeLock, lockText } from "../../engine/locks.ts";
import { removeLocks } from "../../engine/stackCommands.ts";
import { readStackLocks } from "../../engine/stackLocks.ts";
import type { CommandContext } from "../CommandContext.ts";
import { writeEvent } from "../json/jsonEvent.ts";
import { runStackCommand } from "../runStackCommand.ts";
import type { Terminal } from "../terminal.ts";
import { countText } from "../views/text.ts";
import { confirm } from "./confirm.ts";
import { prepareStack, type PreparedStack } from "./prepareStack.ts";
import type { StackCommandOptions } from "./stackOptions.ts";

/** Options of `ncf cancel`. */
export interface CancelOptions extends StackCommandOptions {
  readonly yes?: true;
  readonly force?: true;
}

/** Runs `ncf cancel FILE`: removes the locks on a stack, unless their process is at work. */
export async function cancel(context: CommandContext, named: string, options: CancelOptions): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const prepared = await prepareStack(terminal, named, options, { runsProgram: false }, signal);
    const count = await requireRemovable(terminal, prepared, options, signal);
    // Also where there is no lock: the engine knows whether there is such a stack.
    await removeLocks(prepared.workspace);
    if (options.json === true) {
      const locks = count === undefined ? {} : { locks: count };
      const at = terminal.ports.clock.now();
      writeEvent(terminal.write, { kind: "summary", at, result: "succeeded", ...locks });
    } else terminal.write(`${removedText(count)}\n`);
  });
}

function removedText(count: number | undefined): string {
  switch (count) {
    case undefined:
      return "The stack has no lock now.";
    case 0:
      return "The stack had no lock.";
    case 1:
      return "The lock was removed.";
    default:
      return `${countText(count, "lock")} were removed.`;
  }
}

/**
 * Requires that the locks on a stack may be removed, and returns their number; `undefined` where it cannot be seen. Asks where it cannot be seen whether
 * a process is at work.
 * @throws NcfError NCF_LOCK_HELD; Cancelled
 */
async function requireRemovable(
  terminal: Terminal,
  { workspace, stackName, checked, env }: PreparedStack,
  { yes, force, json }: CancelOptions,
  signal: AbortSignal,
): Promise<number | undefined> {
  const { backendUrl } = workspace.target;
  const { ports, cwd, sharedFiles, processTable: table } = terminal;
  const project = checked.file.name;
  const locks = await readStackLocks(
    { project, stack: stackName, backendUrl },
    { ...ports, env, cwd, sharedFiles },
  );
  const count = locks?.length;
  if (force === true || count === 0) return count;
  const judged = (locks ?? []).map((lock) => ({ ...judgeLock(lock, table), lock }));
  const atWork = judged.find(({ holder }) => holder === "alive");
  if (atWork !== undefined) {
    const { lock, text } = atWork;
    throw new NcfError("NCF_LOCK_HELD", {
      reason: `${lockText(lock, table)}: ${text}`,
      hint: `wait for it, or interrupt it (kill -INT ${lock.pid}): its calls in flight finish and are saved. --force removes the lock all the same, which can corrupt the state`,
    });
  }
  const unseen = judged.find(({ holder }) => holder === "elsewhere");
  if (yes === true || (locks !== undefined && unseen === undefined)) return count;
  const what =
    unseen === undefined
      ? `the locks of ${project}/${stackName} in ${backendUrl} cannot be read from here`
      : `${lockText(unseen.lock, table)}: ${unseen.text}`;
  if (!terminal.isInteractive || json === true) {
    throw new NcfError("NCF_LOCK_HELD", {
      reason: what,
      hint: "check that no process works on the stack, then pass --yes",
    });
  }
  terminal.write(`${what}\n`);
  await confirm(
    terminal,
    "Remove the lock? A process that is still at work could corrupt the state.",
    signal,
  );
  return count;
}
