import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { setTimeout } from "node:timers/promises";
import type { Ports } from "./ports.ts";

/** Returns the ports of this process. */
export function nodePorts(): Ports {
  return {
    clock: {
      now: Date.now,
      sleep: (ms, signal) => setTimeout(ms, undefined, signal === undefined ? {} : { signal }),
    },
    random: Math.random,
    env: process.env,
    operatingSystem: process.platform,
    homeDir: homedir(),
    cwd: process.cwd(),
    readText: (path) => {
      try {
        return readFileSync(path, "utf8");
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
        throw error;
      }
    },
  };
}
