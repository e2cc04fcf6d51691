import { execFileSync } from "node:child_process";

/** A process, as the system lists it. */
export interface ListedProcess {
  readonly pid: number;
  readonly command: string;
}

/** All processes that another one has started, and those that they have started. */
export function processesBelow(ancestor: number): readonly ListedProcess[] {
  const lines = execFileSync("ps", ["-A", "-ww", "-o", "pid=,ppid=,args="], { encoding: "utf8" }).split("\n");
  const all = lines.flatMap((line) => {
    const [, pid, parent, command = ""] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line) ?? [];
    return pid === undefined ? [] : [{ pid: Number(pid), parent: Number(parent), command }];
  });
  const below = (parent: number): ListedProcess[] =>
    all.flatMap((one) => (one.parent === parent ? [one, ...below(one.pid)] : []));
  return below(ancestor);
}
