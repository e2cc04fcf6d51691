import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname, networkInterfaces } from "node:os";
import type { Processes, ProcessLifetime, ProcessTable, RunningProcess } from "./processes.ts";

/**
 * Returns the {@link Processes} port of this machine. Detects a reused pid on Linux, macOS and
 * other systems with `ps`. On Windows a reused pid counts as the old process, so that callers wait
 * longer than necessary.
 */
export function nodeProcesses(): Processes {
  const table = nodeProcessTable();
  const host = thisHost();
  const self = { host, pid: process.pid, startedAt: table.at(process.pid)?.startedAt ?? "" };
  return {
    self,
    stateOf(owner) {
      if (owner.host !== host) return "elsewhere";
      return table.at(owner.pid)?.startedAt === owner.startedAt ? "alive" : "gone";
    },
  };
}

/**
 * Returns the host name followed by a blank and an id of this boot, since runners and containers
 * often share host names. A restarted machine has another id.
 */
function thisHost(): string {
  return `${hostname()} ${attempt(() => bootOf(process.platform)) ?? ""}`;
}

function bootOf(platform: NodeJS.Platform): string {
  switch (platform) {
    case "linux":
      return `${bootId()} ${readlinkSync("/proc/self/ns/pid")}`;
    case "darwin":
      return execFileSync("sysctl", ["-n", "kern.bootsessionuuid"], { encoding: "utf8" }).trim();
    default: {
      const interfaces = Object.values(networkInterfaces()).flatMap((addresses) => addresses ?? []);
      return [...new Set(interfaces.map(({ mac }) => mac))].sort().join(" ");
    }
  }
}

function bootId(): string {
  return readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim();
}

function attempt<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

// Clock ticks in /proc are always 10 ms to user space. Source: proc(5), sysconf(3)
const tickMs = 10;

/**
 * Returns the {@link ProcessTable} port of this machine: from `/proc` on Linux, from `ps` on other
 * systems. On Windows only the pids of other processes are known.
 */
export function nodeProcessTable(platform: NodeJS.Platform = process.platform): ProcessTable {
  const read = platform === "linux" ? linuxProcess : platform === "win32" ? unseenProcess : processByPs;
  return {
    hostName: hostname(),
    selfPid: process.pid,
    at: (pid) => (exists(pid) ? read(pid) : undefined),
  };
}

function exists(pid: number): boolean {
  // In a container, 0 is the parent of a process whose parent is outside. `kill` would signal the
  // whole group.
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
    // The program name before the last parenthesis may contain anything.
    const [state, parent, ...fields] = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (state === "Z" || state === "X") return undefined;
    const ticks = fields[17] ?? "";
    const bootedAt = /^btime (\d+)$/m.exec(readFileSync("/proc/stat", "utf8"))?.[1];
    return {
      pid,
      startedAt: `${bootId()} ${ticks}`,
      beganAt: bootedAt === undefined ? undefined : Number(bootedAt) * 1000 + Number(ticks) * tickMs,
      parentPid: Number(parent),
      command: readFileSync(`/proc/${pid}/cmdline`, "utf8").replaceAll("\0", " ").trim(),
    };
  } catch {
    // The system may hide other users' processes.
    return exists(pid) ? unseenProcess(pid) : undefined;
  }
}

function processByPs(pid: number): RunningProcess | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    const args = ["-ww", "-o", "lstart=,ppid=,args=", "-p", String(pid)];
    const line = execFileSync("ps", args, { encoding: "utf8", env });
    // `lstart` has five words: Tue Nov 24 10:45:33 2026
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

/** Returns the path of the program of this process; empty when it has none. */
export function ownProgram(): string {
  return process.argv[1] ?? "";
}

/** {@link ProcessLifetime} of this process. */
export const nodeProcessLifetime: ProcessLifetime = {
  checkEvery: (periodMs, check) => void setInterval(check, periodMs).unref(),
  exit: () => process.exit(0),
};
