import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { hostname } from "node:os";
import type { ProcessTable, RunningProcess } from "./processTable.ts";

// The unit in which Linux tells times to programs, whatever the kernel counts in. Source: proc(5), sysconf(3)
const tickMs = 10;

/**
 * The processes of this machine. Linux tells them itself, other systems by `ps`; on Windows only this one is known
 * besides that another is there.
 */
export function nodeProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  const look = platform === "linux" ? linuxProcess : platform === "win32" ? unseenProcess : processByPs;
  return {
    hostName: hostname(),
    selfPid: process.pid,
    at: (pid) => (exists(pid) ? look(pid) : undefined),
  };
}

function exists(pid: number): boolean {
  // Parent of what has none here, as in a container; to a signal, it is the whole group.
  if (pid === 0) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Source: proc(5), `stat` */
function linuxProcess(pid: number): RunningProcess | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before the last bracket may hold anything.
    const [state, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    const ticks = fields[17] ?? "";
    const bootedAt = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return {
      pid,
      startedAt: `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${ticks}`,
      beganAt: bootedAt === undefined ? undefined : Number(bootedAt) * 1000 + Number(ticks) * tickMs,
      parentPid: Number(parent),
      command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim(),
    };
  } catch {
    // A system may hide the processes of others.
    return exists(pid) ? unseenProcess(pid) : undefined;
  }
}

function processByPs(pid: number): RunningProcess | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const words = ["-ww", "-o", "lstart=,ppid=,args=", "-p", String(pid)];
    const line = execFileSync("ps", words, { encoding: "utf8", env });
    // The start has five words: Tue Nov 24 10:45:33 2026
    const [, startedAt, parent, command] = /^\s*((?:\S+\s+){4}\S+)\s+(\d+)\s+(.*)$/m.exec(line) ?? [];
    if (startedAt === undefined) return undefined;
    return {
      pid,
      startedAt,
      beganAt: Date.parse(`${startedAt} UTC`),
      parentPid: Number(parent),
      command: command?.trim() ?? "",
    };
  } catch {
    return undefined;
  }
}

function unseenProcess(pid: number): RunningProcess {
  const isSelf = pid === process.pid;
  return {
    pid,
    startedAt: "",
    beganAt: undefined,
    parentPid: isSelf ? process.ppid : undefined,
    command: isSelf ? process.argv.join(" ") : "",
  };
}
