import type { EnginePorts } from "./enginePorts.ts";
import type { ToolDefinition } from "./tools.ts";

/** Script of the official download. */
export const downloadSite = "https://get.pulumi.com/install.sh";
const probeDeadlineMs = 5_000;

/**
 * Runs the official download of the Pulumi CLI, into `<root>/bin`. The site is probed first, since the download itself
 * can neither be stopped nor given a deadline.
 * @returns the reason why it failed; `undefined` when it worked
 */
export async function downloadTool(
  tool: ToolDefinition,
  root: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (tool.isOnlyBuilt === true) return "there is none";
  if (tool.shippedWith !== undefined)
    return `it comes with that of the ${tool.shippedWith.title}, and is not in the cache`;
  const obstacle = await ports.probe(downloadSite, probeDeadlineMs, signal);
  if (obstacle !== undefined) return `${downloadSite} cannot be reached (${obstacle})`;
  try {
    await ports.watch(
      `downloading the ${tool.title} ${tool.pinnedVersion}`,
      ports.install(root, tool.pinnedVersion.slice(1)),
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
