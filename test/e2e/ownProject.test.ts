import {
  cpSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, it } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { languageHostPath } from "../support/languageHostPath.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

let folder: string;
let emulator: Emulator | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "ncf-own-project-"));
});
afterEach(async () => {
  await emulator?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Pulumi's command line in the folder, with a new stack `dev` that calls an emulator on these actions. */
async function openProject(actionsDir: string) {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const engine = await findEngine({ ports: nodeEnginePorts() });
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
  const ncf = (...words: string[]) =>
    runProgram(process.execPath, [join(repository, "dist/cli/main.js"), ...words], {
      cwd: folder,
      env,
      deadlineMs: 120_000,
    });
  const { posts } = emulator.ledger;
  const called = (): readonly unknown[] => posts.map(({ actionName }) => actionName);
  return { pulumi, ncf, called };
}

it("pulumi up in the repository runs stacks/dev.yaml, and destroy leaves nothing", async () => {
  // The stack's settings are written beside Pulumi.yaml: a folder of links keeps them out of the repository.
  for (const name of ["Pulumi.yaml", "package.json", "bin", "dist", "stacks", "node_modules"]) {
    symlinkSync(join(repository, name), join(folder, name));
  }
  const { pulumi, called } = await openProject(join(repository, "stacks/hello/actions"));
  const preview = await pulumi("preview");
  expect(preview).toMatchObject({ code: 0, stdout: expect.stringContaining("2 to create") });
  expect(called()).toEqual([]);

  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up).toMatchObject({ code: 0 });
  const outputs = await pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.stdout)).toEqual({ greeting: "hello dev" });

  expect(await pulumi("destroy", "--yes", "--skip-preview")).toMatchObject({ code: 0 });
  expect(called()).toEqual(["hello"]);
});

it("pulumi up in a user's folder runs the file that ncf:stackFile names, and shows its mistakes at their places", async () => {
  const modules = join(folder, "node_modules");
  const installed = join(modules, "pulumi-ncloud-functions");
  mkdirSync(installed, { recursive: true });
  for (const name of readdirSync(join(repository, "node_modules"))) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  for (const name of ["bin", "dist", "package.json"]) {
    cpSync(join(repository, name), join(installed, name), { recursive: true });
  }
  cpSync(join(repository, "stacks/migrate-then-warm"), join(folder, "release"), { recursive: true });
  const project = [
    "name: migrate-then-warm",
    "runtime: { name: nodejs, options: { typescript: false } }",
    "main: node_modules/pulumi-ncloud-functions/dist/pulumi/program.js",
    "plugins: { providers: [{ name: ncf, path: node_modules/pulumi-ncloud-functions/bin }] }",
    "",
  ];
  writeFileSync(join(folder, "Pulumi.yaml"), project.join("\n"));

  const { pulumi, ncf, called } = await openProject(join(repository, "stacks/migrate-then-warm/actions"));
  const without = await pulumi("preview");
  expect(without.code).not.toBe(0);
  expect(without.stdout).toContain("NCF_FILE_MISSING: stack file stacks/dev.yaml does not exist");

  const stackFile = "release/stack.yaml";
  expect(await pulumi("config", "set", "ncf:stackFile", stackFile)).toMatchObject({ code: 0 });
  const unset = await pulumi("preview");
  expect(unset.code).not.toBe(0);
  expect(unset.stdout).toContain("NCF_STACK_CONFIG_INVALID: release is required");
  expect(unset.stdout).toContain("--> release/stack.yaml:4:3");
  expect(unset.stdout).toContain("NCF_STACK_CONFIG_INVALID: dsn is required");
  expect(unset.stdout).not.toContain("program.js");

  const values = ["--plaintext", "release=7.1", "--secret", "dsn=canary-77d0"];
  expect(await pulumi("config", "set-all", ...values)).toMatchObject({ code: 0 });
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up).toMatchObject({ code: 0 });
  expect(called()).toEqual(["migrate", "warm-cache"]);
  expect(up.stdout + up.stderr).not.toContain("canary-77d0");
  const outputs = await pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.stdout)).toMatchObject({ tables: "[secret]", warmed: true });

  // The state is the same for both.
  const options = ["--stack", "dev", "--config-file", "Pulumi.dev.yaml", "--yes"];
  const again = await ncf("up", stackFile, ...options);
  expect(again).toMatchObject({
    code: 0,
    stdout: expect.stringContaining("migrate: unchanged\nwarm: unchanged\n"),
  });
  expect(await pulumi("up", "--yes", "--skip-preview", "--expect-no-changes")).toMatchObject({ code: 0 });
  expect(called()).toEqual(["migrate", "warm-cache"]);
  expect(await ncf("destroy", stackFile, ...options)).toMatchObject({ code: 0 });
});

it("pulumi up reports an action that failed, and does not call what depends on it", async () => {
  for (const name of ["package.json", "bin", "dist", "node_modules"]) {
    symlinkSync(join(repository, name), join(folder, name));
  }
  mkdirSync(join(folder, "stacks"));
  const project = readFileSync(join(repository, "Pulumi.yaml"), "utf8");
  writeFileSync(join(folder, "Pulumi.yaml"), project);
  writeFileSync(
    join(folder, "stacks/dev.yaml"),
    `name: failing
resources:
  one: { type: ncf:ActionInvocation, properties: { actionName: end, params: { how: throw } } }
  two: { type: ncf:ActionInvocation, properties: { actionName: echo, params: { id: "\${one.activationId}" } } }
`,
  );
  const { pulumi, called } = await openProject(fileURLToPath(new URL("../support/actions", import.meta.url)));
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up.code).not.toBe(0);
  expect(up.stdout).toContain("NCF_ACTION_FAILED");
  expect(up.stdout).not.toMatch(/program\.js|RunError|DeploymentEnded/);
  expect(called()).toEqual(["end"]);
});
