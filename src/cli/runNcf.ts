import { Command, CommanderError } from "commander";
import { NcfError } from "../diagnostics/ncfError.ts";
import { packageVersion } from "../packageVersion.ts";
import { actionArguments } from "./commands/actionArguments.ts";
import { addCallCommands } from "./commands/callCommands.ts";
import { addOtherCommands } from "./commands/otherCommands.ts";
import { addStackCommands } from "./commands/stackCommands.ts";
import { reportError, withGitHubStep } from "./github/githubStep.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command line `ncf`. @returns the exit code */
export async function runNcf(given: Terminal): Promise<number> {
  const terminal = withGitHubStep(given);
  let exitCode = 0;
  const context = { terminal, end: (code: number) => void (exitCode = code) };
  const program = new Command("ncf")
    .description("Run stack files: call Cloud Functions actions as part of a deployment")
    .version(packageVersion, "--version")
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.writeError })
    .configureHelp({ helpWidth: terminal.columns })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText("after", "\nThe help of each command has an example: ncf up --help");
  addStackCommands(program, context);
  addCallCommands(program, context);
  addOtherCommands(program, context);
  try {
    await program.parseAsync(actionArguments(program, terminal.args), { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    if (NcfError.is(error)) {
      reportError(terminal, error);
      return error.exitCode;
    }
    const { stack = String(error) } = error as Error;
    reportError(terminal, new NcfError("NCF_BUG", { reason: stack }));
    return 70;
  }
}
