import { mkdir, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, relative } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { Listr } from "listr2";
import { startEmulator, type Emulator } from "../../emulator/index.ts";
import { stackProgram } from "../../pulumi/stackProgram.ts";
import type { Engine } from "../../engine/install/Engine.ts";
import { openStack } from "../../engine/openStack.ts";
import { quickstartSteps } from "./quickstartSteps.ts";

const example = fileURLToPath(new URL("../../../stacks/migrate-then-warm", import.meta.url));
// Not secrets: the emulator on loopback takes these, and nothing else does.
const credentials = { accessKey: "quickstartAccessKey", secretKey: "quickstartSecretKey" };

/**
 * Runs the main job against the emulator and a backend in a temporary folder, checks what came of each step, and cleans up.
 * @throws NcfError when a step did not do what it promises
 */
export async function runQuickstart(engine: Engine, signal: AbortSignal | undefined): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "ncf-quickstart-"));
  let emulator: Emulator | undefined;
  try {
    for (const name of ["state", "work"]) await mkdir(join(folder, name));
    emulator = await startEmulator({ actionsDir: join(example, "actions"), credentials });
    const path = relative(process.cwd(), join(example, "stack.yaml"));
    const stack = await openStack({
      engine,
      project: "migrate-then-warm",
      stack: "dev",
      backendUrl: pathToFileURL(join(folder, "state")).href,
      workDir: join(folder, "work"),
      pulumiHome: join(folder, "home"),
      program: stackProgram({ text: await readFile(path, "utf8"), path }),
      env: {
        NCLOUD_ACCESS_KEY: credentials.accessKey,
        NCLOUD_SECRET_KEY: credentials.secretKey,
        PULUMI_CONFIG_PASSPHRASE: "quickstart",
        NCF_JOURNAL: join(folder, "journal.jsonl"),
      },
      config: {
        "ncf:endpoint": { value: emulator.url },
        release: { value: "7.1" },
        dsn: { value: "postgres://orders", isSecret: true },
      },
    });
    process.stdout.write(`engine    Pulumi ${engine.version}, ${engine.why}\n`);
    process.stdout.write(`file      ${path}\n`);
    process.stdout.write(`emulator  ${emulator.url} on the actions beside it\n`);
    process.stdout.write(`backend   a temporary folder\n\n`);
    const steps = quickstartSteps({ stack, ledger: emulator.ledger, signal });
    await new Listr(steps, {
      fallbackRenderer: "simple",
      registerSignalListeners: false,
    }).run();
  } finally {
    await emulator?.close();
    await rm(folder, { recursive: true, force: true });
  }
}
