import type { Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import type { GetConfigOptions } from "../config/getConfig.ts";
import type { RemoveConfigOptions } from "../config/removeConfig.ts";
import type { SetConfigOptions } from "../config/setConfig.ts";
import type { DoctorOptions } from "../doctor/doctorCommand.ts";
import type { ExplainOptions } from "../explain/explainCommand.ts";
import type { OpenStackOptions } from "../stacks/openStack.ts";
import type { RemoveStackOptions } from "../stacks/removeStack.ts";
import type { StackHistoryOptions } from "../stacks/stackHistory.ts";
import { addCallOptions } from "./callCommands.ts";
import { example } from "./stackCommands.ts";

const usualFile = "stack.yaml";
const fileText = "stack file, or directory that contains a stack.yaml";

/** Adds the commands around a project: its stacks, their config, and help when something is wrong. What they need is loaded when one of them runs. */
export function addProjectCommands(program: Command, context: CommandContext): void {
  addStacks(program, context);
  addConfig(program, context);

  addCallOptions(
    program
      .command("doctor")
      .argument("[file]", fileText, usualFile)
      .description("check what a deployment from this machine needs, and say what to do; calls no action")
      .option("-s, --stack <name>", "stack whose settings are used (default: PULUMI_STACK)")
      .option("--json", "print JSON only"),
  )
    .addHelpText(...example("ncf doctor stack.yaml --stack dev"))
    .action(async (file: string, options: DoctorOptions) => {
      const { doctorCommand } = await import("../doctor/doctorCommand.ts");
      await doctorCommand(context, file, options);
    });

  program
    .command("explain")
    .argument("[code]", "code of a message, such as NCF_NOT_SENT (default: all codes)")
    .description("explain the code of a message: what it means, and what to do")
    .option("--json", "print JSON only")
    .addHelpText(...example("ncf explain NCF_NOT_SENT"))
    .action(async (code: string | undefined, options: ExplainOptions) => {
      const { explainCommand } = await import("../explain/explainCommand.ts");
      explainCommand(context, code, options);
    });
}

function addStacks(program: Command, context: CommandContext): void {
  const stack = program
    .command("stack")
    .description("list and remove the stacks of a project, and show what ran on one: ls, rm, history")
    .addHelpText(...example("ncf stack ls"));
  const below = (name: string, description: string): Command =>
    stack.command(name).description(description).argument("[file]", fileText, usualFile);

  addPlaceOptions(below("ls", "list the stacks of the project"))
    .addHelpText(...example("ncf stack ls stack.yaml"))
    .action(async (file: string, options: OpenStackOptions) => {
      const { listStacks } = await import("../stacks/listStacks.ts");
      await listStacks(context, file, options);
    });

  addPlaceOptions(
    addStackOption(below("rm", "remove a stack without resources, with its state; calls nothing")),
  )
    .option("-f, --force", "remove it although it has resources, whose actions are not undone")
    .option("-y, --yes", "skip the confirmation")
    .addHelpText(...example("ncf stack rm stack.yaml --stack dev --yes"))
    .action(async (file: string, options: RemoveStackOptions) => {
      const { removeStack } = await import("../stacks/removeStack.ts");
      await removeStack(context, file, options);
    });

  addPlaceOptions(addStackOption(below("history", "show the operations on a stack, newest first")))
    .option("--limit <n>", "maximum number of operations", "20")
    .addHelpText(...example("ncf stack history stack.yaml --stack dev"))
    .action(async (file: string, options: StackHistoryOptions) => {
      const { stackHistory } = await import("../stacks/stackHistory.ts");
      await stackHistory(context, file, options);
    });
}

function addConfig(program: Command, context: CommandContext): void {
  const config = program
    .command("config")
    .description("read and write the settings of a stack, in Pulumi's format: get, set, rm")
    .addHelpText(...example("ncf config set release 2026-12 --stack dev"));
  const below = (name: string, description: string): Command =>
    addPlaceOptions(addStackOption(config.command(name).description(description)))
      .option("--file <file>", fileText, usualFile)
      .option("--config-file <file>", "settings of the stack (default: Pulumi.<stack>.yaml beside the file)");

  below("get", "print a value, or all values with secret ones masked")
    .argument("[key]", "release of the stack file, or ncf:region of this package (default: all)")
    .option("--show-secrets", "decrypt secret values, and print them in plain text")
    .addHelpText(...example("ncf config get --stack dev"))
    .action(async (key: string | undefined, options: GetConfigOptions) => {
      const { getConfig } = await import("../config/getConfig.ts");
      await getConfig(context, key, options);
    });

  below("set", "write a value; a secret one is encrypted")
    .argument("<key>", "release of the stack file, or ncf:region of this package")
    .argument("[value]", "the value (default: standard input; a secret one is never an argument)")
    .option("--secret", "encrypt the value; what the stack file declares secret is encrypted anyway")
    .addHelpText(...example("ncf config set release 2026-12 --stack dev"))
    .action(async (key: string, value: string | undefined, options: SetConfigOptions) => {
      const { setConfig } = await import("../config/setConfig.ts");
      await setConfig(context, key, value, options);
    });

  below("rm", "remove a value")
    .argument("<key>", "release of the stack file, or ncf:region of this package")
    .addHelpText(...example("ncf config rm release --stack dev"))
    .action(async (key: string, options: RemoveConfigOptions) => {
      const { removeConfig } = await import("../config/removeConfig.ts");
      await removeConfig(context, key, options);
    });
}

function addStackOption(command: Command): Command {
  return command.option("-s, --stack <name>", "name of the stack, such as dev (default: PULUMI_STACK)");
}

function addPlaceOptions(command: Command): Command {
  return command
    .option(
      "--backend <url>",
      "where state is kept (default: PULUMI_BACKEND_URL, else .ncf/ beside the file)",
    )
    .option("--vars <file>", "environment variables for this run; the environment takes precedence")
    .option("--json", "print JSON only");
}
