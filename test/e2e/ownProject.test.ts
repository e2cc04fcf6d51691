import { mkdtempSync, rmSync, symlinkSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { findEngine } from "../../src/runner/engine/findEngine.ts";
import { realEnginePorts } from "../../src/runner/engine/realEnginePorts.ts";
import { runProgram } from "../../src/runner/engine/runProgram.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { languageHostPath } from "../support/languageHostPath.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let emulator: Emulator;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "ncf-own-project-"));
  // The stack's settings are written beside Pulumi.yaml: a folder of links keeps them out of the repository.
  for (const name of ["Pulumi.yaml", "package.json", "dist", "stacks", "node_modules"]) {
    symlinkSync(join(repository, name), join(folder, name));
  }
  const actionsDir = join(repository, "stacks/quickstart/actions");
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
});
afterEach(async () => {
  await emulator.close();
  rmSync(folder, { recursive: true, force: true });
});

it("pulumi up on the repository's own Pulumi.yaml calls both actions, and destroy leaves nothing", async () => {
  const engine = await findEngine({ ports: realEnginePorts() });
  console.info(`language host: ${languageHostPath(engine.path).kind}`);
  const env = {
    ...engineEnvironment(folder, engine.path),
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
  };
  const pulumi = (...words: string[]) =>
    runProgram(engine.path, [...words, "--non-interactive"], { cwd: folder, env, deadlineMs: 120_000 });

  expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
  expect(await pulumi("config", "set", "ncf:endpoint", emulator.url)).toMatchObject({ code: 0 });
  const preview = await pulumi("preview");
  expect(preview, preview.stderr).toMatchObject({ code: 0, stdout: expect.stringContaining("3 to create") });
  expect(emulator.ledger.posts).toEqual([]);

  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up, up.stderr).toMatchObject({ code: 0 });
  expect(emulator.ledger.posts.map(({ actionName }) => actionName)).toEqual(["migrate", "warm-cache"]);
  const outputs = await pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.stdout)).toMatchObject({ tables: ["orders", "customers"], warmed: 2 });

  expect(await pulumi("config", "set", "version", "next")).toMatchObject({ code: 0 });
  const refused = await pulumi("preview");
  expect(refused.code).not.toBe(0);
  expect(refused.stdout + refused.stderr).toContain("NCF_PARAMS_INVALID: /params/version");

  expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(emulator.ledger.posts).toHaveLength(2);
});
