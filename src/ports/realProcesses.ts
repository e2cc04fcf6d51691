import { execFileSync } from "node:child_process";
import { readFileSync, readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Processes } from "./Processes.ts";

/**
 * The processes of this machine. A number that was given out again is noticed on Linux, macOS and other systems with `ps`; on
 * Windows such a process is taken for the old one, which errs on the side of waiting.
 */
export function realProcesses(): Processes {
  const host = process.platform === "linux" ? linuxHost() : hostname();
  const self = { host, pid: process.pid, startedAt: startOf(process.pid) ?? "" };
  return {
    self,
    stateOf(owner) {
      if (owner.host !== host) return "elsewhere";
      const startedAt = startOf(owner.pid);
      return startedAt === undefined || startedAt !== owner.startedAt ? "gone" : "alive";
    },
  };
}

/** Containers may share a host name and not see each other's processes. */
function linuxHost(): string {
  try {
    return `${hostname()} ${readlinkSync("/proc/self/ns/pid")}`;
  } catch {
    return hostname();
  }
}

/** What tells a process from others with its number; `undefined` when there is none. */
function startOf(pid: number): string | undefined {
  if (!exists(pid)) return undefined;
  if (process.platform === "win32") return "";
  return process.platform === "linux" ? linuxStart(pid) : startByPs(pid);
}

function exists(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === "EPERM";
  }
}

/** Boot and ticks since then. Source: proc(5), field 22 of `stat` */
function linuxStart(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, "utf8");
    // The name before the last bracket may hold anything.
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    if (fields[0] === "Z" || fields[0] === "X") return undefined;
    return `${readFileSync("/proc/sys/kernel/random/boot_id", "utf8").trim()} ${fields[19]}`;
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const env = { ...process.env, LC_ALL: "C", TZ: "UTC" };
    return execFileSync("ps", ["-o", "lstart=", "-p", String(pid)], { encoding: "utf8", env }).trim();
  } catch {
    return undefined;
  }
}
