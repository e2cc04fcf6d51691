import { join } from "node:path";
import { Command, CommanderError } from "commander";
import { NcfError } from "../diagnostics/ncfError.ts";
import { packageRoot, packageVersion } from "../packageVersion.ts";
import { actionArguments } from "./commands/actionArguments.ts";
import { addCallCommands } from "./commands/callCommands.ts";
import { addProjectCommands } from "./commands/projectCommands.ts";
import { addOtherCommands } from "./commands/otherCommands.ts";
import { addStackCommands } from "./commands/stackCommands.ts";
import { usageError } from "./usageError.ts";
import { withHeartbeat } from "./heartbeat.ts";
import type { Terminal } from "./terminal.ts";

/** Runs the command line `ncf`. @returns the exit code */
export async function runNcf(given: Terminal): Promise<number> {
  const { terminal: beating, stop } = withHeartbeat(given);
  const terminal = await inGitHubActions(beating);
  let exitCode = 0;
  const context = { terminal, end: (code: number) => void (exitCode = code) };
  const program = new Command("ncf")
    .description("Run stack files: call Cloud Functions actions as part of a deployment")
    .version(packageVersion, "--version")
    // Read before the commands are: by `readScreen`.
    .option("--no-tty", "ask nothing and print plain lines, also on a terminal; so does CI=true")
    // What the parser refuses is reported below, as any other error.
    .configureOutput({ writeOut: terminal.write, writeErr: terminal.writeError, outputError: () => {} })
    .configureHelp({ helpWidth: terminal.columns })
    .exitOverride()
    .showSuggestionAfterError()
    .addHelpText(
      "after",
      `\nThe help of each command has an example: ncf up --help\nDocumentation: ${join(packageRoot, "docs", "cli.md")}`,
    );
  addStackCommands(program, context);
  addCallCommands(program, context);
  addProjectCommands(program, context);
  addOtherCommands(program, context);
  try {
    await program.parseAsync(actionArguments(program, terminal.args), { from: "user" });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) {
      const wrong = usageError(error, program, terminal.args);
      if (wrong !== undefined) await reportUsage(terminal, wrong);
      return error.exitCode === 0 ? 0 : 2;
    }
    if (NcfError.is(error)) {
      reportError(terminal, error);
      return error.exitCode;
    }
    const { stack = String(error) } = error as Error;
    reportError(terminal, new NcfError("NCF_BUG", { reason: stack }));
    return 70;
  } finally {
    stop();
  }
}

/** Returns the terminal with the step of GitHub Actions that it is in. Loaded only there: each module counts at the start. */
async function inGitHubActions(terminal: Terminal): Promise<Terminal> {
  if (terminal.ports.env["GITHUB_ACTIONS"] !== "true") return terminal;
  const { withGitHubStep } = await import("./github/githubStep.ts");
  return withGitHubStep(terminal);
}

/** Reports a command line that the parser refuses: with `--json` as JSON, else as any other error. */
async function reportUsage(terminal: Terminal, error: NcfError): Promise<void> {
  if (!terminal.args.includes("--json")) {
    reportError(terminal, error);
    return;
  }
  const [{ failureEvent }, { writeEvent }] = await Promise.all([
    import("./json/failureEvent.ts"),
    import("./json/jsonEvent.ts"),
  ]);
  writeEvent(terminal.write, failureEvent({ error }, terminal.ports.clock.now()));
}

/** Reports an error that concerns no stack: as an annotation in GitHub Actions, else on standard error. */
function reportError({ github, writeError }: Terminal, error: NcfError): void {
  if (github === undefined) writeError(`${error.message}\n`);
  else github.annotate({ error });
}
