import { engineError } from "../../engine/engineErrors.ts";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { countText } from "../views/text.ts";
import { openEngine, openProject, type OpenStackOptions } from "./openStack.ts";

/** Stack of a project in a backend. */
interface ListedStack {
  readonly name: string;
  readonly resources: number;
  /** Time of the last update, in ISO 8601; absent for a stack that was never updated. */
  readonly updatedAt?: string;
}

/** Source: pulumi/pulumi pkg/cmd/pulumi/stack/stack_ls.go [code] */
interface EngineStack {
  readonly name: string;
  readonly lastUpdate?: string;
  readonly resourceCount?: number;
}

/** Runs `ncf stack ls [FILE]`: lists the stacks of the file's project. */
export async function listStacks(
  context: CommandContext,
  named: string,
  options: Omit<OpenStackOptions, "stack" | "configFile">,
): Promise<void> {
  const { terminal } = context;
  await runStackCommand(context, options, async ({ signal }) => {
    const project = openProject(terminal, named, options);
    const { workspace, backend } = await openEngine(terminal, project, options, { signal });
    const end = await workspace.start(["stack", "ls", "--json"]).end;
    if (end.code !== 0) throw engineError(end);
    const stacks = (JSON.parse(end.stdout) as readonly EngineStack[]).map(toListed);
    if (options.json === true) {
      terminal.write(`${JSON.stringify({ project: project.file.name, stacks })}\n`);
      return;
    }
    if (stacks.length === 0) terminal.writeError(`${project.file.name} has no stack in ${backend.url}\n`);
    const width = Math.max(...stacks.map(({ name }) => name.length));
    for (const { name, resources, updatedAt } of stacks) {
      const updated = updatedAt === undefined ? "never updated" : `updated ${updatedAt}`;
      terminal.write(`${name.padEnd(width)}  ${countText(resources, "resource")}, ${updated}\n`);
    }
  });
}

function toListed({ name, lastUpdate, resourceCount = 0 }: EngineStack): ListedStack {
  const at = lastUpdate === undefined ? Number.NaN : Date.parse(lastUpdate);
  return {
    name,
    resources: resourceCount,
    ...(Number.isNaN(at) ? {} : { updatedAt: `${new Date(at).toISOString().slice(0, 19)}Z` }),
  };
}
