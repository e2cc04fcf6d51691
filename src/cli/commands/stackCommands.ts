import { Option, type Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import type { OutputsOptions } from "../outputs/outputsCommand.ts";
import type { CancelOptions } from "../stack/cancel.ts";
import type { PreviewOptions } from "../stack/commands.ts";
import { checkpointModes } from "../stack/checkpointModes.ts";
import type { ChangeCommandOptions } from "../stack/stackOptions.ts";
import type { UpOptions } from "../stack/up.ts";

/** Adds the commands on a stack. What they need is loaded when one of them runs. */
export function addStackCommands(program: Command, context: CommandContext): void {
  addRunOptions(
    stackCommand(program, "preview", "show which actions would be called, in order; calls nothing"),
  )
    .option("--plan <file>", "save the preview for ncf up --plan")
    .option("--expect-no-changes", "exit with 3 when something would change")
    .addHelpText(...example("ncf preview stack.yaml --stack dev --plan plan.json"))
    .action(async (named: string, options: PreviewOptions) => {
      const { preview } = await import("../stack/commands.ts");
      await preview(context, named, options);
    });

  addChangeOptions(stackCommand(program, "up", "call each action that is new or changed, once"))
    .option("--continue-on-error", "after a failure, go on with resources that do not depend on it")
    .option("--rerun <name>", "call this resource's action again (repeatable)", collect, [])
    .addOption(
      new Option("--plan <file>", "refuse to run when the saved plan is out of date").conflicts("rerun"),
    )
    .addOption(
      new Option("--checkpoints <when>", "save the state around each step, once at the end, or as is safe")
        .choices(checkpointModes)
        .default("auto"),
    )
    .option("--allow-address-change", "call resources again whose address changed, such as their endpoint")
    .addHelpText(...example("ncf up stack.yaml --stack dev --config release=2026-12 --yes"))
    .action(async (named: string, options: UpOptions) => {
      const { up } = await import("../stack/up.ts");
      await up(context, named, options);
    });

  const mutations = {
    refresh: "re-read activations recorded in the state; never invokes an action",
    destroy: "delete all resources from the stack (does not undo actions that already ran)",
  } as const;
  for (const kind of ["refresh", "destroy"] as const) {
    const command = addChangeOptions(stackCommand(program, kind, mutations[kind]));
    if (kind === "destroy")
      command.option("--continue-on-error", "after a failure, go on with resources that do not depend on it");
    command
      .addHelpText(...example(`ncf ${kind} stack.yaml --stack dev --yes`))
      .action(async (named: string, options: ChangeCommandOptions) => {
        const { mutateState } = await import("../stack/commands.ts");
        await mutateState(context, kind, named, options);
      });
  }

  stackCommand(program, "outputs", "print the outputs of the last run, or one of them")
    .argument("[name]", "an output, or a part of it: tables, db.host, tables[0]")
    .option("--show-secrets", "print secret outputs in plain text")
    .addOption(
      new Option("--raw", "print the output NAME as it is, without a line break at its end").conflicts(
        "json",
      ),
    )
    .addHelpText(...example("ncf outputs stack.yaml --stack dev --json"))
    .action(async (named: string, name: string | undefined, options: OutputsOptions) => {
      const { outputsCommand } = await import("../outputs/outputsCommand.ts");
      await outputsCommand(context, named, name, options);
    });

  stackCommand(program, "cancel", "remove the lock that a killed run left on the stack")
    .option("-y, --yes", "remove it also where it cannot be seen whether its process has ended")
    .option("--force", "remove it although its process is at work, which can corrupt the state")
    .addHelpText(...example("ncf cancel stack.yaml --stack dev"))
    .action(async (named: string, options: CancelOptions) => {
      const { cancel } = await import("../stack/cancel.ts");
      await cancel(context, named, options);
    });
}

/** Returns the example at the end of a command's help. */
export function example(line: string): ["after", string] {
  return ["after", `\nExample:\n  ${line}`];
}

/** Adds a command on a stack, with the options that all of them have. */
function stackCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument("[file]", "stack file, or directory that contains a stack.yaml", "stack.yaml")
    .option("-s, --stack <name>", "name of the stack, such as dev (default: PULUMI_STACK)")
    .option(
      "--backend <url>",
      "where state is kept (default: PULUMI_BACKEND_URL, else .ncf/ beside the file)",
    )
    .option("-c, --config <key=value>", "config value for this run (repeatable)", collect, [])
    .option("--secret <key>", "secret config value, from an environment variable (repeatable)", collect, [])
    .option("--secret-file <key=file>", "secret config value, from a file (repeatable)", collect, [])
    .option("--config-file <file>", "settings of the stack (default: Pulumi.<stack>.yaml beside the file)")
    .option("--vars <file>", "environment variables for this run; the environment takes precedence")
    .option(...allowReadOption)
    .option("--json", "print JSON only");
}

/** The option of the commands that read a stack file. */
export const allowReadOption: [string, string, typeof collect, readonly string[]] = [
  "--allow-read <path>",
  "path outside the project that the file may read (repeatable)",
  collect,
  [],
];

/** Adds the options of the commands that change a stack. */
function addChangeOptions(command: Command): Command {
  return addRunOptions(command)
    .option("-p, --parallel <n>", "maximum number of steps at once")
    .option("-y, --yes", "skip the confirmation")
    .option("--record <file>", "record of the run (default: in .ncf/runs/, newest 20 kept)")
    .option("--report <file>", "also write a report, one self-contained HTML page")
    .option("--log-file <file>", "append an audit log of all calls, JSON lines");
}

/** Adds the options that limit an operation to resources, and those that say how much is printed. */
function addRunOptions(command: Command): Command {
  return command
    .addOption(
      new Option("-q, --quiet", "print failures, warnings and outputs only").conflicts(["verbose", "debug"]),
    )
    .option("--verbose", "print which engine, settings and journal are used, and why")
    .option("--debug", "print what happens inside the run, secrets masked, to standard error")
    .option("-t, --target <name>", "limit the operation to this resource (repeatable)", collect, [])
    .option("--target-dependents", "with --target: and to resources that depend on it")
    .addOption(
      new Option("--exclude <name>", "leave this resource as it is (repeatable)")
        .argParser(collect)
        .default([], "none")
        .conflicts("target"),
    );
}

/** Collects an option that can be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
