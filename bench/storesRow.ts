import { mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import { type S3Gateway, startS3Gateway } from "../test/support/s3Gateway.ts";
import type { Row } from "./bench.ts";
import type { Command } from "./command.ts";
import { runContest } from "./contest.ts";
import type { Deployment, DeploymentOptions } from "./deployment.ts";
import { duration, markdownTable, verdict } from "./markdown.ts";
import { ncfContestant } from "./ncfContestant.ts";
import { median, medianRatio } from "./rounds.ts";

const goal = 2;

/** What an `up` of a thousand calls takes with the journal in each store; the state is beside the stack file. */
export const storesRow: Row = {
  name: "stores",
  async measure(bench) {
    const gateway = await startS3Gateway();
    const directory = mkdtempSync(join(tmpdir(), "ncf-bench-journal-"));
    try {
      const measured = await runContest(
        bench,
        {
          file: withJournal(({ folder }) => ({ NCF_JOURNAL: join(folder, "journal.jsonl") })),
          directory: withJournal(({ folder }) => ({
            NCF_JOURNAL: pathToFileURL(join(directory, folder)).href,
          })),
          bucket: withJournal(({ folder }) => ({ ...gateway.env, NCF_JOURNAL: bucketUrl(gateway, folder) })),
        },
        { name: "stores", shape: { count: 1_000, isEach: true }, rounds: 3, steps: ["up"] },
      );
      const wall = (name: keyof typeof measured): readonly number[] =>
        measured[name].up.map(({ wallMs }) => wallMs);
      const rows = (["directory", "bucket"] as const).map((name) => {
        const ratio = medianRatio([...wall(name)], [...wall("file")]);
        const times = [duration(median([...wall(name)])), duration(median([...wall("file")]))];
        return [
          `\`up\`, 1,000, journal in a ${name}`,
          ...times,
          ratio.toFixed(2),
          `≤ ${goal}`,
          verdict(ratio <= goal),
        ];
      });
      return markdownTable(["measure", "wall", "with the file", "ratio", "goal", ""], rows);
    } finally {
      await gateway.stop();
      rmSync(directory, { recursive: true, force: true });
    }
  },
};

function bucketUrl({ endpoint, bucket }: S3Gateway, folder: string): string {
  return `s3://${bucket}${folder}?endpoint=${endpoint}&region=us-east-1&s3ForcePathStyle=true`;
}

/** Returns a contestant that differs in its variables alone. */
function withJournal(
  env: (options: DeploymentOptions) => Readonly<Record<string, string>>,
): (options: DeploymentOptions) => Deployment {
  return (options) => {
    const deployment = ncfContestant(options);
    const more = (command: Command): Command => ({ ...command, env: { ...command.env, ...env(options) } });
    const { preview, up, again } = deployment.commands;
    return {
      ...deployment,
      write() {
        deployment.write();
        mkdirSync(options.folder, { recursive: true });
      },
      init: more(deployment.init),
      commands: { preview: more(preview), up: more(up), again: more(again) },
    };
  };
}
