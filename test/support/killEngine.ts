import { processesBelow } from "./processesBelow.ts";

/** What a test wants to be otherwise. */
export interface KillOptions {
  /** Leaves the provider processes alive, as the death of an engine alone does. */
  readonly sparesProviders?: boolean;
  /** The process that has started the engine. @default this one */
  readonly startedBy?: number | undefined;
}

/**
 * Kills the engine that a process has started and its provider processes, at once and without a word (SIGKILL).
 * @returns the ids of the provider processes, spared or not, and of the shells that started them
 */
export function killEngine({ sparesProviders = false, startedBy = process.pid }: KillOptions = {}): number[] {
  const found = processesBelow(startedBy).filter(({ command }) => command.includes("pulumi"));
  const providers = found.filter(({ command }) =>
    /dynamic-provider|pulumi-resource-pulumi-nodejs/.test(command),
  );
  if (providers.length < 2) throw new Error("no provider process is running");
  for (const one of found) {
    if (!sparesProviders || !providers.includes(one)) process.kill(one.pid, "SIGKILL");
  }
  return providers.map(({ pid }) => pid);
}
