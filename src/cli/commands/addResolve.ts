import { Option, type Command } from "commander";
import { NcfError } from "../../diagnostics/ncfError.ts";
import type { CommandContext } from "../CommandContext.ts";
import { example } from "../example.ts";
import type { JournalChoice } from "../resolve/findJournal.ts";
import { resolveCalls } from "../resolve/resolveCalls.ts";
import { runStackCommand } from "../runStackCommand.ts";

interface Options extends JournalChoice {
  readonly generation?: string;
  readonly ran?: string;
  readonly didNotRun?: true;
  readonly json?: true;
}

/** `ncf resolve [NAME]`: looks into calls of which nobody knows whether they ran, and settles one. */
export function addResolve(program: Command, context: CommandContext): void {
  const { terminal } = context;
  program
    .command("resolve")
    .argument("[name]", "the resource; all calls that are not settled when left out")
    .description("look into a call of which nobody knows whether it ran, or settle it; calls nothing")
    .addOption(
      new Option("--ran <id>", "it ran, as this activation: the next up takes that over").conflicts(
        "didNotRun",
      ),
    )
    .option("--did-not-run", "it did not run: the next up calls again")
    .option("--project <name>", "the project, as in Pulumi.yaml or the stack file")
    .option("-s, --stack <name>", "the stack, such as dev; PULUMI_STACK when left out")
    .option("--journal <file>", "the journal; NCF_JOURNAL, else that of the project and stack")
    .option("--file <file>", "the stack file, in place of --project")
    .option("--backend <url>", "with --file: as it was given to up")
    .option("--generation <n>", "this generation, where several are not settled")
    .option("--env-file <file>", "variables, where the environment does not set them")
    .option("--json", "print JSON and nothing else")
    .addHelpText(...example("ncf resolve migrate --project orders --stack dev"))
    .action((name: string | undefined, options: Options) =>
      runStackCommand(context, options, async ({ signal }) => {
        const { generation, ran, didNotRun, json } = options;
        const isSettling = ran !== undefined || didNotRun === true;
        if (name === undefined && (isSettling || generation !== undefined)) {
          throw new NcfError("NCF_USAGE", {
            reason: "no resource is named",
            hint: "write its name behind resolve; without options resolve shows all calls that are not settled",
          });
        }
        await resolveCalls(
          terminal,
          options,
          {
            json: json === true,
            ...(name === undefined ? {} : { name }),
            ...(generation === undefined ? {} : { generation: readGeneration(generation) }),
            ...(isSettling ? { verdict: ran === undefined ? {} : { ran } } : {}),
          },
          signal,
        );
      }),
    );
}

function readGeneration(text: string): number {
  if (/^[1-9]\d{0,8}$/.test(text)) return Number(text);
  throw new NcfError("NCF_USAGE", {
    reason: `--generation ${text} is not a whole number from 1`,
    hint: "leave it out where one generation alone is not settled",
  });
}
