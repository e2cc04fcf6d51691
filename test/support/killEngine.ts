import { processesBelow } from "./processesBelow.ts";

/** Kills the engine that this process has started and its provider processes, at once and without a warning (SIGKILL). */
export function killEngine(): void {
  const killed = processesBelow(process.pid).filter(({ command }) => command.includes("pulumi"));
  if (!killed.some(({ command }) => command.includes("dynamic-provider"))) {
    throw new Error("no provider process is running");
  }
  for (const { pid } of killed) process.kill(pid, "SIGKILL");
}
