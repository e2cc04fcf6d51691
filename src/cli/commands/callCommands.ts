import { Option, type Command } from "commander";
import type { CommandContext } from "../CommandContext.ts";
import type {
  ActivationOptions,
  ListOptions,
  LogsOptions,
  WaitOptions,
} from "../activation/activationCommand.ts";
import type { HistoryOptions } from "../history/historyCommand.ts";
import type { InvokeOptions } from "../invoke/invokeCommand.ts";
import { collect, example } from "./stackCommands.ts";

/** Adds the commands on calls that need no stack file and no engine. What they need is loaded when one of them runs. */
export function addCallCommands(program: Command, context: CommandContext): void {
  addCallOptions(
    program
      .command("invoke")
      .description("call an action once, without a stack, and print its result")
      .argument("<action>", "PACKAGE/ACTION, or ACTION outside any package")
      .option("--params <json>", "params as JSON, @FILE, or - for standard input (default: {})")
      .option("--params-schema <file>", "JSON Schema that the params must satisfy")
      .option("--result-schema <file>", "JSON Schema that the result must satisfy")
      .option(
        "--secret-param <pointer>",
        "JSON pointer to a secret part of the params (repeatable)",
        collect,
        [],
      )
      .option("--wait <duration>", "time to follow an action that outlives --timeout (default: 6m)")
      .option("--timeout <duration>", "time that the gateway waits, up to 60s (default: 60s)")
      .option("--key <key>", "make the step safe to repeat: the same key never calls twice")
      .addOption(
        new Option("--on-running <what>", "while the call of the key is under way").choices(["wait", "fail"]),
      )
      .option("--retry-failed", "call again where the recorded call of the key failed")
      .addOption(
        new Option("--on-unknown <what>", "when it is unknown whether the call ran").choices([
          "fail",
          "adopt",
          "reinvoke",
        ]),
      )
      .option("--idempotency-param <name>", "pass the key of the call to the action as this param"),
  )
    .addOption(
      new Option("--output <what>", "print the result, the whole record, or text for people")
        .choices(["result", "record", "text"])
        .default("result"),
    )
    .option("--select <pointer>", "print only the part that a JSON pointer selects")
    .addOption(
      new Option("--logs <when>", "print the logs of the run to standard error")
        .choices(["none", "on-failure", "always"])
        .default("on-failure"),
    )
    .option("--json", "print JSON only: the record, or an error")
    .addHelpText(...example("ncf invoke db/migrate --params @params.json --key migrate-v42"))
    .action(async (action: string, options: InvokeOptions) => {
      const { invokeCommand } = await import("../invoke/invokeCommand.ts");
      await invokeCommand(context, action, options);
    });

  addActivationCommands(program, context);

  program
    .command("history")
    .description("show the calls in the journal, newest first; calls nothing")
    .option("--project <name>", "calls of this project")
    .option("-s, --stack <name>", "calls of this stack")
    .addOption(new Option("--key <key>", "calls of ncf invoke with this key").conflicts(["project", "stack"]))
    .option("--failed", "only calls that failed, did not run, or are not settled")
    .option("--since <time>", "only calls from then on: 90m, 7d, or 2026-11-25T10:00:00Z")
    .option("--limit <n>", "maximum number of calls", "20")
    .option("--journal <place>", "path, file:// or s3:// URL, as in NCF_JOURNAL (default: beside the state)")
    .option("--backend <url>", "the backend, as it was given to up")
    .option("--vars <file>", "environment variables for this run; the environment takes precedence")
    .option("--json", "print JSON only")
    .addHelpText(...example("ncf history --project orders --stack prod --failed"))
    .action(async (options: HistoryOptions) => {
      const { historyCommand } = await import("../history/historyCommand.ts");
      await historyCommand(context, options);
    });
}

function addActivationCommands(program: Command, context: CommandContext): void {
  const activation = program
    .command("activation")
    .description("read the runs of an action: get, list, wait, logs; calls nothing")
    .addHelpText(...example("ncf activation get db/migrate 1e8cba2d13fc5a7c6b39d3f18a6ff5c2"));

  const one = (name: string, description: string): Command =>
    addCallOptions(
      activation
        .command(name)
        .description(description)
        .argument("[action]", "PACKAGE/ACTION, or ACTION outside any package; not with --key")
        .argument("[id]", "the activation ID; not with --key")
        .option("--key <key>", "the newest call of ncf invoke with this key"),
    );
  const addOutput = (command: Command, output: string): Command =>
    command
      .addOption(
        new Option("--output <what>", "print the result, or the whole record")
          .choices(["result", "record"])
          .default(output),
      )
      .option("--select <pointer>", "print only the part that a JSON pointer selects")
      .option("--json", "print JSON only, errors too");

  addOutput(one("get", "print the record of a run that has ended"), "record")
    .addHelpText(...example("ncf activation get --key migrate-v42 --select /result/tables"))
    .action(async (action: string | undefined, id: string | undefined, options: ActivationOptions) => {
      const { getCommand } = await import("../activation/activationCommand.ts");
      await getCommand(context, { action, id }, options);
    });

  addOutput(one("wait", "wait until a run has ended, and print its result"), "result")
    .option("--wait <duration>", "for how long", "6m")
    .addHelpText(...example("ncf activation wait db/migrate 1e8cba2d13fc5a7c6b39d3f18a6ff5c2 --wait 10m"))
    .action(async (action: string | undefined, id: string | undefined, options: WaitOptions) => {
      const { waitCommand } = await import("../activation/activationCommand.ts");
      await waitCommand(context, { action, id }, options);
    });

  one("logs", "print the logs of a run")
    .option("--follow", "wait for the logs: the API has them when the run has ended")
    .option("--wait <duration>", "for how long, with --follow", "6m")
    .option("--json", "print JSON only: one list of lines, or an error")
    .addHelpText(...example("ncf activation logs --key migrate-v42 --follow"))
    .action(async (action: string | undefined, id: string | undefined, options: LogsOptions) => {
      const { logsCommand } = await import("../activation/activationCommand.ts");
      await logsCommand(context, { action, id }, options);
    });

  addAddressOptions(
    activation
      .command("list")
      .description("list the runs of an action that have ended, newest first")
      .argument("<action>", "PACKAGE/ACTION, or ACTION outside any package")
      .option("--since <time>", "runs from then on: 90m, 7d, or 2026-11-25T10:00:00Z", "1d")
      .option("--until <time>", "runs up to then (default: now)")
      .addOption(new Option("--status <status>", "only these").choices(["succeeded", "failed"]))
      .option("--limit <n>", "maximum number of runs", "20")
      .option("--json", "print JSON only"),
  )
    .addHelpText(...example("ncf activation list db/migrate --since 7d --status failed"))
    .action(async (action: string, options: ListOptions) => {
      const { listCommand } = await import("../activation/listCommand.ts");
      await listCommand(context, action, options);
    });
}

/** Adds the options that select address and credentials. */
function addAddressOptions(command: Command): Command {
  return command
    .option("--platform <name>", "classic or vpc (default: NCF_PLATFORM)")
    .option("--region <code>", "KR, SGN, JPN or FKR (default: NCF_REGION, else KR)")
    .option("--site <name>", "public, gov or fin (default: NCF_SITE, else public)")
    .option("--api-version <version>", "v2.0 or v2.1 (default: NCF_API_VERSION)")
    .option("--endpoint <url>", "origin that replaces the host of the cloud (default: NCF_ENDPOINT)")
    .option("--profile <name>", "profile of ~/.ncloud/configure (default: NCLOUD_PROFILE)")
    .option("--vars <file>", "environment variables for this run; the environment takes precedence");
}

/** Adds the options that select address, credentials and journal. */
export function addCallOptions(command: Command): Command {
  return addAddressOptions(command)
    .option("--journal <place>", "path, file:// or s3:// URL, as in NCF_JOURNAL (default: beside the state)")
    .option("--backend <url>", "the backend whose journal is used, as it is given to up");
}
