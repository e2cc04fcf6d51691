import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, afterEach, beforeAll, expect, test } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import {
  openConsumerProject,
  packTarball,
  type ConsumerProject,
  type Layout,
  type ModuleSystem,
} from "../support/consumerProject.ts";
import { engineEnvironment } from "../support/engineEnvironment.ts";
import { dummyKeys } from "../support/signedFetch.ts";

const folder = mkdtempSync(join(tmpdir(), "ncf-packed-"));
let tarball = "";
let emulator: Emulator | undefined;
let project: ConsumerProject | undefined;
beforeAll(() => {
  tarball = packTarball(folder);
});
afterEach(async () => {
  await emulator?.close();
  project?.close();
});
afterAll(() => rmSync(folder, { recursive: true }));

const commonJs: ModuleSystem = "CommonJS with moduleResolution node";
const esm: ModuleSystem = "ESM with nodenext";
test.each<readonly [Layout, ModuleSystem]>([
  ["npm", "bundler"],
  ["npm workspace", commonJs],
  ["pnpm", esm],
  ["yarn classic", commonJs],
  ["yarn berry", esm],
])("a project that installed the package with %s compiles and runs as %s", async (layout, system) => {
  project = await openConsumerProject(layout, tarball);
  expect(await project.compileAndRun(system)).toBe("hello Mina\n127.0.0.1\nfalse\n");
});

test("pulumi up runs the program of a project in CommonJS, as pulumi new typescript made it for years", async () => {
  project = await openConsumerProject("npm", tarball);
  const { folder: cwd } = project;
  project.writeProgram(commonJs, deployment);
  writeFileSync(join(cwd, "Pulumi.yaml"), "name: app\nruntime: nodejs\n");
  const engine = await findEngine({ ports: nodeEnginePorts() });
  emulator = await startEmulator({ actionsDir: join(cwd, "actions"), credentials: dummyKeys });
  const env = {
    ...engineEnvironment(cwd, engine.path),
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
  };
  const pulumi = (...args: string[]) =>
    runProgram(engine.path, [...args, "--non-interactive"], { cwd, env, deadlineMs: 120_000 });
  expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
  expect(await pulumi("config", "set", "ncf:endpoint", emulator.url)).toMatchObject({ code: 0 });
  const up = await pulumi("up", "--yes", "--skip-preview");
  expect(up).toMatchObject({ code: 0 });
  const outputs = await pulumi("stack", "output", "--json");
  expect(JSON.parse(outputs.stdout)).toEqual({ greeting: "hello dev" });
  expect(emulator.ledger.posts).toHaveLength(1);
});

const deployment = `import * as pulumi from "@pulumi/pulumi";
import { ActionInvocation } from "pulumi-ncloud-functions";

const hello = new ActionInvocation("hello", { actionName: "hello", params: { name: pulumi.getStack() } });
export const greeting = hello.result.apply((result) => result["greeting"]);
`;
