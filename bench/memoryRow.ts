import type { Row } from "./bench.ts";
import { runContest } from "./contest.ts";
import { floorContestant } from "./floorContestant.ts";
import { markdownTable, number } from "./markdown.ts";
import { ncfContestant } from "./ncfContestant.ts";
import { processesBelow } from "./processTree.ts";

const counts = [1, 1_000];
const intervalMs = 100;
const contestants = ["ncf", "floor"] as const;

/** Peak memory of an `up`: of the Node process, and of the engine. Known only where there is `/proc`. */
export const memoryRow: Row = {
  name: "memory",
  async measure(bench) {
    const rows: string[][] = [];
    for (const count of counts) {
      const peaks: Record<string, Peaks> = {};
      let timer: NodeJS.Timeout | undefined;
      await runContest(
        bench,
        { ncf: ncfContestant, floor: floorContestant },
        {
          name: `memory, ${number(count)}`,
          shape: { count, isEach: true },
          rounds: 1,
          steps: ["up"],
          watch: (contestant, _step, pid) => {
            clearInterval(timer);
            const found: Peaks = (peaks[contestant] = {});
            timer = setInterval(() => collectPeaks(pid, found), intervalMs);
          },
        },
      );
      clearInterval(timer);
      for (const [title, program] of [
        ["Node", "node"],
        ["engine", "pulumi"],
      ] as const) {
        const cells = contestants.map((name) => mebibytes(peaks[name]?.[program]));
        rows.push([`\`up\`, ${number(count)}: ${title}`, ...cells]);
      }
    }
    return markdownTable(["peak of memory", "`ncf`", "floor"], rows);
  },
};

/** Largest peak by name of the program, bytes. */
type Peaks = Record<string, number>;

/** Adds the peaks of the processes below another one. */
function collectPeaks(ancestor: number, peaks: Peaks): void {
  for (const { program, peakBytes } of processesBelow(ancestor)) {
    peaks[program] = Math.max(peaks[program] ?? 0, peakBytes);
  }
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "not known" : `${Math.round(bytes / 2 ** 20)} MiB`;
}
