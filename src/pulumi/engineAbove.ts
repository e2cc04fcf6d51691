import type { ProcessTable, RunningProcess } from "../ports/processes.ts";

// The SDK's program, and the script that the engine starts it with, which stays between the two.
const providerHost = /[\\/]cmd[\\/]dynamic-provider\b/;
const launcher = /\bpulumi-resource-pulumi-nodejs\b/;

/**
 * The engine that this process serves as the host of dynamic providers: the first process above it that is not the host's launcher.
 * `undefined` in every other program that loads the provider. Where processes do not show what they run, as on Windows, the launcher is
 * taken for it.
 */
export function engineAbove(table: ProcessTable): RunningProcess | undefined {
  const self = table.at(table.selfPid);
  if (self === undefined || !providerHost.test(self.command)) return undefined;
  for (let above = parentOf(self, table); above !== undefined; above = parentOf(above, table)) {
    if (!launcher.test(above.command)) return above;
  }
  return undefined;
}

function parentOf({ parentPid }: RunningProcess, table: ProcessTable): RunningProcess | undefined {
  return parentPid === undefined ? undefined : table.at(parentPid);
}
