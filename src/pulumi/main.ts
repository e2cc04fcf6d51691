/**
 * Program `pulumi-resource-ncf`, which the engine starts: prints its port, and serves the provider
 * until the engine exits.
 */
import { nodeProcessLifetime, nodeProcessTable } from "../ports/nodeProcesses.ts";
import { exitWithEngine, findEngineProcess } from "./exitWithEngine.ts";
import { serveProvider } from "./serveProvider.ts";

const count = exitWithEngine({
  ...nodeProcessLifetime,
  processTable: nodeProcessTable,
  engine: () => findEngineProcess(nodeProcessTable(), { self: /\bpulumi-resource-ncf\b/ }),
  onEngineGone: () => provider.stop(),
});
// The engine may be killed before its first request.
await count(async () => {})();
const provider = await serveProvider({ around: (step) => count(step)() });

/**
 * Lets calls in flight end, so that the journal records their outcomes. The engine kills the
 * process when that takes longer than 5 seconds.
 */
function leave(): void {
  provider.stop();
  void provider.close().then(() => process.exit(0));
}
process.on("SIGINT", leave);
process.on("SIGTERM", leave);

process.stdout.write(`${provider.port}\n`);
