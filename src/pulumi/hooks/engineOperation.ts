import type { ProcessTable } from "../../ports/processes.ts";

/** Commands of the CLI that run a program. */
const commands: ReadonlySet<string> = new Set([
  "up",
  "update",
  "preview",
  "pre",
  "watch",
  "refresh",
  "destroy",
  "down",
  "dn",
]);
const generations = 8;

/**
 * Returns the command of Pulumi's CLI that runs this program: `up`, `destroy` and so on. The engine
 * does not pass it to programs. Returns `undefined` when no ancestor of this process is the CLI, as
 * under the Automation API.
 */
export function engineOperation(table: ProcessTable): string | undefined {
  let pid: number | undefined = table.selfPid;
  for (let above = 0; above < generations && pid !== undefined; above += 1) {
    const running = table.at(pid);
    const [program = "", ...words] = running?.command.split(" ") ?? [];
    if (/(^|[\\/])pulumi(\.exe)?$/.test(program)) return words.find((word) => commands.has(word));
    pid = running?.parentPid;
  }
  return undefined;
}

/**
 * Returns whether a command of the CLI only refreshes or deletes resources, so that no hook is due
 * for them.
 */
export function isTeardown(command: string | undefined): boolean {
  return ["refresh", "destroy", "down", "dn"].includes(command ?? "");
}
