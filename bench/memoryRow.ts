import { readdirSync, readFileSync } from "node:fs";
import type { Row } from "./bench.ts";
import { runContest } from "./contest.ts";
import { floorContestant } from "./floorContestant.ts";
import { markdownTable, number } from "./markdown.ts";
import { ncfContestant } from "./ncfContestant.ts";

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
          watch: (contestant, _step, group) => {
            clearInterval(timer);
            const found: Peaks = (peaks[contestant] = {});
            timer = setInterval(() => collectPeaks(group, found), intervalMs);
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

/** Adds the peaks (`VmHWM`) of the processes in a group. */
function collectPeaks(group: number, peaks: Peaks): void {
  for (const { program, processGroup, peakBytes } of processes()) {
    if (processGroup === group) peaks[program] = Math.max(peaks[program] ?? 0, peakBytes);
  }
}

interface SeenProcess {
  readonly program: string;
  readonly processGroup: number;
  readonly peakBytes: number;
}

function processes(): readonly SeenProcess[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readProcess(name) : []));
  } catch {
    return [];
  }
}

/** Reads a process; nothing when it has ended in between. */
function readProcess(id: string): readonly SeenProcess[] {
  try {
    const stat = readFileSync(`/proc/${id}/stat`, "utf8");
    // `ID (NAME) STATE PARENT GROUP …`; a name may have spaces and parentheses.
    const [, , processGroup] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    const peak = /^VmHWM:\s+(\d+)/m.exec(readFileSync(`/proc/${id}/status`, "utf8"))?.[1] ?? "0";
    const program = stat.slice(stat.indexOf("(") + 1, stat.lastIndexOf(")"));
    return [{ program, processGroup: Number(processGroup), peakBytes: Number(peak) * 1024 }];
  } catch {
    return [];
  }
}

function mebibytes(bytes: number | undefined): string {
  return bytes === undefined ? "not known" : `${Math.round(bytes / 2 ** 20)} MiB`;
}
