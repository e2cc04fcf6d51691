import type { EnginePorts } from "./enginePorts.ts";
import { pinnedEngineVersion } from "./engineVersions.ts";

const site = "https://get.pulumi.com/install.sh";
const probeDeadlineMs = 5_000;

/**
 * The official download, into `<root>/bin/pulumi`. The site is probed first, since the download itself can neither
 * be stopped nor given a deadline.
 * @returns why it did not work; `undefined` when it did
 */
export async function downloadEngine(
  root: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const obstacle = await ports.probe(site, probeDeadlineMs, signal);
  if (obstacle !== undefined) return `${site} cannot be reached (${obstacle})`;
  try {
    await ports.watch(
      `downloading the Pulumi engine ${pinnedEngineVersion}`,
      ports.install(root, pinnedEngineVersion.slice(1)),
    );
    return undefined;
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}
