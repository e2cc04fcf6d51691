import { Argument, Option, type Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { type Shell, shells } from "../completion/shells.ts";
import type { ResolveOptions } from "../resolve/resolveCommand.ts";
import type { ValidateOptions } from "../stack/validate.ts";
import { allowReadOption, example } from "./stackCommands.ts";

/** Adds the commands that need no engine. What they need is loaded when one of them runs. */
export function addOtherCommands(program: Command, context: CommandContext): void {
  program
    .command("validate")
    .argument("[file...]", "stack files, or directories that contain a stack.yaml", ["stack.yaml"])
    .description("report all mistakes that can be found without engine and network")
    .addOption(
      new Option(
        "--format <format>",
        "format of the report (default: github in GitHub Actions, else text)",
      ).choices(["text", "json", "github"]),
    )
    .option("--json", "same as --format json: one list of all mistakes")
    .option(...allowReadOption)
    .addHelpText(...example("ncf validate stack.yaml"))
    .action(async (files: readonly string[], options: ValidateOptions) => {
      const { validate } = await import("../stack/validate.ts");
      validate(context, files, options);
    });

  program
    .command("resolve")
    .argument("[name]", "the resource (default: all unsettled calls)")
    .description("inspect or settle a call whose outcome is unknown; calls nothing")
    .addOption(
      new Option("--ran <id>", "it ran as this activation: the next up uses its result").conflicts(
        "didNotRun",
      ),
    )
    .option("--did-not-run", "it did not run: the next up calls again")
    .addOption(
      new Option("--key <key>", "the call of ncf invoke with this key, instead of a resource").conflicts([
        "project",
        "stack",
        "file",
      ]),
    )
    .option("--project <name>", "the project, as in Pulumi.yaml or the stack file")
    .option("-s, --stack <name>", "name of the stack, such as dev (default: PULUMI_STACK)")
    .option("--journal <place>", "path, file:// or s3:// URL, as in NCF_JOURNAL (default: beside the state)")
    .option("--file <file>", "the stack file, instead of --project")
    .option("--backend <url>", "the backend, as it was given to up")
    .option("--generation <n>", "this generation, where several are unsettled")
    .option("--vars <file>", "environment variables for this run; the environment takes precedence")
    .option("--json", "print JSON only")
    .addHelpText(...example("ncf resolve migrate --project orders --stack dev"))
    .action(async (name: string | undefined, options: ResolveOptions) => {
      const { resolveCommand } = await import("../resolve/resolveCommand.ts");
      await resolveCommand(context, name, options);
    });

  program
    .command("schema")
    .description("print the JSON Schema of a stack file, for editors")
    .addHelpText(...example("ncf schema > stack.schema.json"))
    .action(async () => {
      const { stackFileSchema } = await import("../../stack/language/stackFileSchema.ts");
      context.terminal.write(`${JSON.stringify(stackFileSchema(), undefined, 2)}\n`);
    });

  program
    .command("emulate")
    .argument("<dir>", "directory of actions: NAME.js, or PACKAGE/NAME.js; a changed file is reloaded")
    .description("emulate Cloud Functions on loopback, and print the variables to set")
    .option("--port <n>", "port on 127.0.0.1; 0 chooses a free one", "0")
    .option("--cloud <name>", "cloud to emulate: KR, SGN, JPN, gov, fin", "KR")
    .option("--namespace <name>", "namespace in the records")
    .option("--access-key <key>", "access key to accept (default: a generated one)")
    .option("--secret-key <key>", "secret key to accept (default: a generated one)")
    .addHelpText(...example("ncf emulate actions"))
    .action((dir: string, options: Readonly<Record<string, string>>) => runEmulator(context, dir, options));

  program
    .command("init")
    .argument("[dir]", "directory of the files (default: the working directory)")
    .description("write a stack file, a schema and an example action to start from; overwrites nothing")
    .addHelpText(...example("ncf init orders"))
    .action(async (dir: string | undefined) => {
      const { init } = await import("../init.ts");
      init(context, dir);
    });

  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell that the script is for").choices(shells))
    .description("print a script that completes commands, options and stacks")
    .addHelpText(...example("ncf completion bash > ncf.bash"))
    .action(async (shell: Shell) => {
      const { completion } = await import("../completion/completionCommand.ts");
      completion(context, shell, program);
    });
}

async function runEmulator(
  { terminal }: CommandContext,
  dir: string,
  options: Readonly<Record<string, string>>,
): Promise<void> {
  const args = Object.entries(options).flatMap(([name, value]) => [`--${kebab(name)}`, value]);
  // Listened to from the start: a program that reads the address may end the emulator at once.
  const interrupted = new Promise<void>((resolve) => {
    const stop = terminal.onInterrupt(() => {
      stop();
      resolve();
    });
  });
  const { emulate } = await import("../../emulator/emulate.ts");
  const emulator = await emulate([...args, "--", dir], (line) => terminal.write(`${line}\n`));
  await interrupted;
  await emulator.close();
}

function kebab(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
