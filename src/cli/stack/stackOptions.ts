import type { Command } from "commander";

/** What every command on a stack takes. */
export interface StackCommandOptions {
  readonly stack?: string;
  readonly backend?: string;
  readonly config: readonly string[];
  readonly secret: readonly string[];
  readonly configFile?: string;
  readonly envFile?: string;
  readonly json?: true;
}

/** What the commands that change a stack take besides. */
export interface ChangeCommandOptions extends StackCommandOptions {
  readonly yes?: true;
  readonly target: readonly string[];
  readonly parallel?: string;
}

/** Makes a command on a stack, with the options that all of them have. */
export function stackCommand(program: Command, name: string, description: string): Command {
  return program
    .command(name)
    .description(description)
    .argument("<file>", "the stack file, or the folder that holds a stack.yaml")
    .option("-s, --stack <name>", "the stack, such as dev; PULUMI_STACK when left out")
    .option("--backend <url>", "where state is kept; PULUMI_BACKEND_URL, else .ncf/ beside the file")
    .option("-c, --config <key=value>", "a config value for this run (repeatable)", collect, [])
    .option("--secret <key=value>", "a secret config value for this run (repeatable)", collect, [])
    .option("--config-file <file>", "the stack's settings; Pulumi.<stack>.yaml beside the file, if there")
    .option("--env-file <file>", "variables for the run, where the environment does not set them")
    .option("--json", "print JSON and nothing else");
}

/** Adds the options of the commands that change a stack. */
export function addChangeOptions(command: Command): Command {
  return command
    .option("-t, --target <name>", "only this resource (repeatable)", collect, [])
    .option("-p, --parallel <n>", "how many resources at once")
    .option("-y, --yes", "do not ask before the change");
}

/** Gathers an option that can be given more than once. */
export function collect(value: string, before: readonly string[]): readonly string[] {
  return [...before, value];
}
