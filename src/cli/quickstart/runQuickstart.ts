import { mkdir, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Listr } from "listr2";
import { startEmulator, type Emulator } from "../../emulator/index.ts";
import { declareRelease } from "../../pulumi/declareRelease.ts";
import type { Engine } from "../../runner/engine/Engine.ts";
import { openStack } from "../../runner/openStack.ts";
import { quickstartSteps } from "./quickstartSteps.ts";

const example = fileURLToPath(new URL("../../../stacks/quickstart", import.meta.url));
// Not secrets: the emulator on loopback takes these, and nothing else does.
const credentials = { accessKey: "quickstartAccessKey", secretKey: "quickstartSecretKey" };

/**
 * Runs the main job against the emulator and a backend in a temporary folder, checks what came of each step, and cleans up.
 * @throws NcfError when a step did not do what it promises
 */
export async function runQuickstart(engine: Engine, signal: AbortSignal): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ncf-quickstart-"));
  let emulator: Emulator | undefined;
  try {
    await mkdir(join(folder, "state"));
    emulator = await startEmulator({ actionsDir: join(example, "actions"), credentials });
    const release = { version: "2026-11" };
    const stack = await openStack({
      engine,
      project: "quickstart",
      stack: "dev",
      backendUrl: pathToFileURL(join(folder, "state")).href,
      pulumiHome: join(folder, "home"),
      program: () => Promise.resolve({ ...declareRelease(release.version) }),
      env: {
        NCLOUD_ACCESS_KEY: credentials.accessKey,
        NCLOUD_SECRET_KEY: credentials.secretKey,
        PULUMI_CONFIG_PASSPHRASE: "quickstart",
      },
      config: { "ncf:endpoint": { value: emulator.url } },
    });
    process.stdout.write(`engine    Pulumi ${engine.version}, ${engine.why}\n`);
    process.stdout.write(`emulator  ${emulator.url} on the actions in stacks/quickstart/actions\n`);
    process.stdout.write(`backend   a temporary folder\n\n`);
    const steps = quickstartSteps({ stack, ledger: emulator.ledger, release, signal });
    await new Listr(steps, {
      fallbackRenderer: "simple",
      registerSignalListeners: false,
    }).run();
  } finally {
    await emulator?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
