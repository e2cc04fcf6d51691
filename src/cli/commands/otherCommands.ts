import { Argument, Option, type Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import { type Shell, shells } from "../completion/shells.ts";
import type { SchemaOptions } from "../schema/schemaCommand.ts";
import { type SchemaName, schemaNames } from "../schema/schemaNames.ts";
import type { GraphOptions } from "../report/graphCommand.ts";
import type { ReportOptions } from "../report/reportCommand.ts";
import { graphFormats, reportFormats } from "../report/reportFormats.ts";
import type { ResolveOptions } from "../resolve/resolveCommand.ts";
import type { ValidateOptions } from "../stack/validate.ts";
import type { EmulateOptions } from "../emulate/emulateCommand.ts";
import { allowReadOption, collect, example } from "./stackCommands.ts";

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
    .command("graph")
    .argument("<file>", "stack file, or directory that contains a stack.yaml")
    .description("show the resources of a stack file and their order; needs no engine")
    .addOption(new Option("--format <format>", "format of the graph").choices(graphFormats).default("text"))
    .option("-o, --out <file>", "write to this file (default: standard output)")
    .option(...allowReadOption)
    .addHelpText(...example("ncf graph stack.yaml --format mermaid"))
    .action(async (named: string, options: GraphOptions) => {
      const { graphCommand } = await import("../report/graphCommand.ts");
      await graphCommand(context, named, options);
    });

  program
    .command("report")
    .argument("[run]", "id of a run in .ncf/runs/, or file that up --record wrote (default: the newest)")
    .description("show a recorded run of up, refresh or destroy; calls nothing")
    .addOption(new Option("--format <format>", "format of the report").choices(reportFormats).default("html"))
    .option("-o, --out <file>", "write to this file (default: standard output)")
    .option("--file <file>", "the stack file whose runs are meant (default: in the working directory)")
    .addHelpText(...example("ncf report --out report.html"))
    .action(async (run: string | undefined, options: ReportOptions) => {
      const { reportCommand } = await import("../report/reportCommand.ts");
      await reportCommand(context, run, options);
    });

  program
    .command("schema")
    .addArgument(
      new Argument("[name]", "of a stack file, or of the events of --json")
        .choices(schemaNames)
        .default("stack"),
    )
    .description("print a JSON Schema, or install that of stack files for editors")
    .option("--install [file]", "write it beside a stack file (default: stack.yaml), and name it in there")
    .addHelpText(...example("ncf schema > stack.schema.json"))
    .action(async (name: SchemaName, options: SchemaOptions) => {
      const { schemaCommand } = await import("../schema/schemaCommand.ts");
      await schemaCommand(context, name, options);
    });

  program
    .command("emulate")
    .argument("<dir>", "directory of actions: NAME.js, or PACKAGE/NAME.js; a changed file is reloaded")
    .description("emulate Cloud Functions on loopback, and print the variables to set")
    .option("--port <n>", "port on 127.0.0.1; 0 chooses a free one", "0")
    .addOption(
      new Option("--cloud <name>", "cloud to emulate")
        .choices(["KR", "SGN", "JPN", "gov", "fin"])
        .default("KR"),
    )
    .option("--namespace <name>", "namespace in the records")
    .option("--access-key <key>", "access key to accept (default: a generated one)")
    .option("--secret-key <key>", "secret key to accept (default: a generated one)")
    .option("--allow-network", "let actions use the network")
    .option("--allow-read <path>", "let actions read this path too (repeatable)", collect, [])
    .option("--allow-write <path>", "let actions read and write this path (repeatable)", collect, [])
    .option("--switch <name=value>", "change a behavior of the service (repeatable)", collect, [])
    .option("--quiet", "print no line for each call")
    .addHelpText("after", emulatorHelp)
    .addHelpText(...example("ncf emulate actions"))
    .action(async (dir: string, options: EmulateOptions) => {
      const { emulateCommand } = await import("../emulate/emulateCommand.ts");
      await emulateCommand(context, dir, options);
    });

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

/** Additional help of `ncf emulate --help`. */
const emulatorHelp = `
Actions run in processes of their own, without your environment. They read the files of <dir> only, write none, and have
no network; the --allow options change that. It keeps mistakes away from your machine, and is no sandbox for hostile code.

Switches (--switch visibilityLagMs=30000):
  idOnlyStatus              status of a response with the activation id only: 200, 202
  idOnlyShape               where that id is: content, bare
  failedStatus              status of a failed action: 200, 502
  failedShape               record of a failed action: content, bare, error
  tooLargeShape             refusal of a body that is too large: upstream, gateway
  activationNotFoundStatus  status of an activation that is not found
  visibilityLagMs           time after a run until its record is found
  activationsExpired        whether all records have expired: true, false
  concurrencyLimit          runs at once
  callsPerSecond            calls per second; more are refused with 429
  retryAfter                Retry-After header of that 429
  serverTimeOffsetMs        how far the service's clock is ahead
  omitDate                  whether responses have no Date header: true, false

Faults (lost responses, resets, delays, throttling) are for tests, which add them in code:
  import { startEmulator } from "pulumi-ncloud-functions/emulator";
  emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
See docs/emulator.md.`;
