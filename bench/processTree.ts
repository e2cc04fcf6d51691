import { readdirSync, readFileSync } from "node:fs";
import { basename } from "node:path";

/** A running process. */
export interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  /** Name of the program, such as `node`. */
  readonly program: string;
  /** Largest resident memory so far (`VmHWM`), bytes. */
  readonly peakBytes: number;
}

/** Returns the processes below another one, at any depth; none where there is no `/proc`. */
export function processesBelow(ancestor: number): readonly RunningProcess[] {
  const all = runningProcesses();
  const below = (parent: number): readonly RunningProcess[] =>
    all.flatMap((one) => (one.parent === parent ? [one, ...below(one.pid)] : []));
  return below(ancestor);
}

function runningProcesses(): readonly RunningProcess[] {
  try {
    return readdirSync("/proc").flatMap((name) => (/^\d+$/.test(name) ? readProcess(Number(name)) : []));
  } catch {
    return [];
  }
}

/** Reads a process; nothing when it has ended in between. */
function readProcess(pid: number): readonly RunningProcess[] {
  try {
    const status = readFileSync(`/proc/${pid}/status`, "utf8");
    const number = (field: string): number =>
      Number(new RegExp(`^${field}:\\s+(\\d+)`, "m").exec(status)?.[1] ?? 0);
    const [path = ""] = readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0");
    return [{ pid, parent: number("PPid"), program: basename(path), peakBytes: number("VmHWM") * 1024 }];
  } catch {
    return [];
  }
}
