import { readlinkSync } from "node:fs";
import { hostname } from "node:os";
import type { Processes } from "./processes.ts";
import { nodeProcessTable } from "./nodeProcessTable.ts";

/**
 * The processes of this machine. A number that was given out again is noticed on Linux, macOS and other systems with `ps`; on
 * Windows such a process is taken for the old one, which errs on the side of waiting.
 */
export function nodeProcesses(): Processes {
  const table = nodeProcessTable();
  const host = process.platform === "linux" ? linuxHost() : hostname();
  const self = { host, pid: process.pid, startedAt: table.at(process.pid)?.startedAt ?? "" };
  return {
    self,
    stateOf(owner) {
      if (owner.host !== host) return "elsewhere";
      return table.at(owner.pid)?.startedAt === owner.startedAt ? "alive" : "gone";
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
