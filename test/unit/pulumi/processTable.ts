import type { ProcessTable } from "../../../src/ports/processes.ts";

/** Processes by their numbers: what each runs, and its parent. */
export type Processes = Readonly<Record<number, readonly [command: string, parentPid: number | undefined]>>;

/** A table of them, on the machine `ci`. Each began in the second of its number. */
export function processTable(selfPid: number, processes: Processes): ProcessTable {
  return {
    hostName: "ci",
    selfPid,
    at: (pid) => {
      const [command, parentPid] = processes[pid] ?? [];
      if (command === undefined) return undefined;
      return { pid, startedAt: `boot ${pid}`, beganAt: pid * 1000, parentPid, command };
    },
  };
}
