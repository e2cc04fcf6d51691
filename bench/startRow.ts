import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Row } from "./bench.ts";
import { type Command, measureCommand, type Usage } from "./command.ts";
import { contestantEnvironment } from "./deployment.ts";
import { duration, markdownTable, verdict } from "./markdown.ts";
import { ncf, stackFileText } from "./ncfContestant.ts";
import { interleave, median } from "./rounds.ts";

const rounds = 9;
/** Starts of each contestant in a round. */
const repeats = 5;
/** The goal: at most so many times a bare `node -e 0`, plus so many milliseconds. */
const times = 1.5;
const plusMs = 100;

/** Commands that start no engine, beside a Node process that does nothing. */
export const startRow: Row = {
  name: "start",
  async measure({ newFolder, report }) {
    report("start");
    const cwd = newFolder();
    mkdirSync(cwd);
    writeFileSync(join(cwd, "stack.yaml"), stackFileText({ count: 1 }));
    writeFileSync(join(cwd, "schema.yaml"), stackFileText({ count: 1, hasSchema: true }));
    const commandOf = (...args: readonly string[]): Command => ({
      program: process.execPath,
      args,
      cwd,
      env: contestantEnvironment({}),
    });
    const commands = {
      "`ncf --version`": commandOf(ncf, "--version"),
      "`ncf validate`": commandOf(ncf, "validate", "stack.yaml"),
      "`ncf validate`, with a params schema": commandOf(ncf, "validate", "schema.yaml"),
      bare: commandOf("-e", "0"),
    };
    const contestants = Object.fromEntries(
      Object.entries(commands).map(([name, command]) => [name, () => measureCommand(command, { repeats })]),
    ) as Record<keyof typeof commands, () => Promise<Usage>>;
    const { bare, ...found } = await interleave(rounds, contestants);
    const rows = Object.entries(found).flatMap(([name, usages]) =>
      (["wallMs", "cpuMs"] as const).map((field) => {
        const [ours, theirs] = [usages, bare].map((all) => median(all.map((usage) => usage[field]))) as [
          number,
          number,
        ];
        const most = times * theirs + plusMs;
        return [
          name,
          field === "wallMs" ? "wall" : "processor",
          duration(ours),
          duration(theirs),
          `≤ ${duration(most)}`,
          verdict(ours <= most),
        ];
      }),
    );
    return markdownTable(["command", "", "`ncf`", "`node -e 0`", "goal", ""], rows);
  },
};
