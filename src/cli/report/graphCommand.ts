import { resolve } from "node:path";
import type { CommandContext } from "../CommandContext.ts";
import { runStackCommand } from "../runStackCommand.ts";
import { checkLoaded, loadStackFile } from "../stack/loadStackFile.ts";
import { formatGraph } from "./graph/formatGraph.ts";
import { planGraph } from "./graph/graphOf.ts";
import type { GraphFormat } from "./reportFormats.ts";
import { writeText } from "../writeText.ts";

/** Options of `ncf graph`. */
export interface GraphOptions {
  readonly format: GraphFormat;
  readonly out?: string;
  readonly allowRead?: readonly string[];
}

/** Runs `ncf graph FILE`: shows the resources of a stack file and their order. Needs no engine and no network. */
export async function graphCommand(
  context: CommandContext,
  named: string,
  options: GraphOptions,
): Promise<void> {
  const { terminal } = context;
  const { format, out, allowRead } = options;
  await runStackCommand(context, {}, async () => {
    const loaded = loadStackFile(named, terminal, allowRead);
    const { file, plan } = checkLoaded(loaded, terminal, {});
    const text = await formatGraph(format, planGraph(file.name, plan));
    if (out === undefined) terminal.write(text);
    else writeText(resolve(terminal.cwd, out), text, "--out");
  });
}
