import { execFileSync } from "node:child_process";

/** Kills the engine that this process has started and its provider processes, at once and without a warning (SIGKILL). */
export function killEngine(): void {
  const killed = descendants(process.pid).filter(({ command }) => command.includes("pulumi"));
  const isProvider = ({ command }: RunningProcess): boolean => command.includes("dynamic-provider");
  if (!killed.some(isProvider)) throw new Error("no provider process is running");
  for (const { pid } of killed) process.kill(pid, "SIGKILL");
}

interface RunningProcess {
  readonly pid: number;
  readonly parent: number;
  readonly command: string;
}

function descendants(ancestor: number): RunningProcess[] {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const all = lines.flatMap((line): RunningProcess[] => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = (parent: number): RunningProcess[] =>
    all.flatMap((one) => (one.parent === parent ? [one, ...below(one.pid)] : []));
  return below(ancestor);
}
