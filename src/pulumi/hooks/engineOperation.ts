import type { ProcessTable } from "../../ports/processes.ts";

/** Names of the CLI's commands that run a program. */
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
 * Returns the command of Pulumi's CLI that runs this program: `up`, `destroy` and so on. The engine itself does not tell a program.
 * `undefined` where no process above this one is the CLI: under the Automation API it is below.
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

/** Reports whether a command of the CLI leaves resources as they are or deletes them, so that nothing is due for them. */
export function isTeardown(command: string | undefined): boolean {
  return ["refresh", "destroy", "down", "dn"].includes(command ?? "");
}
