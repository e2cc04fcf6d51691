import { Command, CommanderError } from "commander";
import { NcfError } from "../diagnostics/ncfError.ts";
import { addCancel } from "./commands/addCancel.ts";
import { addDestroy } from "./commands/addDestroy.ts";
import { addEmulate } from "./commands/addEmulate.ts";
import { addOutputs } from "./commands/addOutputs.ts";
import { addPreview } from "./commands/addPreview.ts";
import { addRefresh } from "./commands/addRefresh.ts";
import { addResolve } from "./commands/addResolve.ts";
import { addSchema } from "./commands/addSchema.ts";
import { addUp } from "./commands/addUp.ts";
import { addValidate } from "./commands/addValidate.ts";
import { packageVersion } from "../packageVersion.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command line `ncf`, and gives the exit code. */
export async function runNcf(terminal: Terminal): Promise<number> {
  let exitCode = 0;
  const context = { terminal, end: (code: number) => void (exitCode = code) };
  const program = new Command("ncf")
    .description("Stack files of pulumi-ncloud-functions: calls of Cloud Functions actions as a deployment")
    .version(packageVersion, "--version")
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.writeError })
    .configureHelp({ helpWidth: terminal.columns })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText("after", "\nThe help of a command has an example: ncf up --help");
  for (const add of commands) add(program, context);
  try {
    await program.parseAsync(terminal.args, { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (NcfError.is(error)) {
      terminal.writeError(`${error.message}\n`);
      return error.exitCode;
    }
    const { stack = String(error) } = error as Error;
    terminal.writeError(`${new NcfError("NCF_BUG", { reason: stack }).message}\n`);
    return 70;
  }
}

const commands = [
  addValidate,
  addPreview,
  addUp,
  addRefresh,
  addDestroy,
  addOutputs,
  addCancel,
  addResolve,
  addSchema,
  addEmulate,
];
