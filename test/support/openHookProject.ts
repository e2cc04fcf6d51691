import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { findEngine } from "../../src/engine/install/findEngine.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import type { JsonObject } from "../../src/model/json.ts";
import { commandPluginPath } from "./commandPluginPath.ts";
import { engineEnvironment } from "./engineEnvironment.ts";
import { repository } from "./typeScriptProgram.ts";
import { dummyKeys } from "./signedFetch.ts";

/** What a command of the CLI came to. */
export interface CommandEnd {
  readonly code: number | undefined;
  /** Everything it wrote. */
  readonly text: string;
}

/** A project of a user in JavaScript, with a stack `dev` on the real engine that calls an emulator. */
export interface HookProject {
  readonly emulator: Emulator;
  readonly folder: string;
  /** Writes what the program reads as `wanted`. */
  readonly want: (wanted: JsonObject) => void;
  readonly pulumi: (...words: string[]) => Promise<CommandEnd>;
  /** Deploys, in an environment of its own where one is given. */
  readonly up: (env?: Readonly<Record<string, string>>) => Promise<CommandEnd>;
  /** Values of the param `value` of all calls, in their order. */
  readonly called: () => readonly unknown[];
  readonly close: () => Promise<void>;
}

const actionsDir = fileURLToPath(new URL("actions", import.meta.url));

/** Opens a project with a program; close it at the end of the test. */
export async function openHookProject(program: string): Promise<HookProject> {
  const folder = mkdtempSync(join(tmpdir(), "ncf-hooks-"));
  const modules = join(folder, "node_modules");
  mkdirSync(modules);
  for (const name of readdirSync(join(repository, "node_modules"))) {
    symlinkSync(join(repository, "node_modules", name), join(modules, name));
  }
  symlinkSync(repository, join(modules, "pulumi-ncloud-functions"));
  writeFileSync(
    join(folder, "Pulumi.yaml"),
    "name: shop\nruntime: { name: nodejs, options: { typescript: false } }\nmain: index.js\n",
  );
  writeFileSync(join(folder, "package.json"), JSON.stringify({ type: "module" }));
  writeFileSync(join(folder, "index.js"), program);
  const emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  const engine = await findEngine({ ports: nodeEnginePorts() });
  const env = engineEnvironment(folder, engine.path);
  const whole = {
    ...env,
    PATH: [commandPluginPath().folder, env["PATH"] ?? ""].join(delimiter),
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
  };
  const run = async (words: readonly string[], more: Readonly<Record<string, string>> = {}) => {
    const { code, stdout, stderr } = await runProgram(engine.path, [...words, "--non-interactive"], {
      cwd: folder,
      env: { ...whole, ...more },
      deadlineMs: 120_000,
    });
    return { code, text: stdout + stderr };
  };
  const pulumi = (...words: string[]): Promise<CommandEnd> => run(words);
  expect(await pulumi("stack", "init", "dev")).toMatchObject({ code: 0 });
  expect(await pulumi("config", "set", "ncf:endpoint", emulator.url)).toMatchObject({ code: 0 });
  return {
    emulator,
    folder,
    pulumi,
    want: (wanted) => writeFileSync(join(folder, "wanted.json"), JSON.stringify(wanted)),
    up: (more) => run(["up", "--yes", "--skip-preview"], more),
    called: () => emulator.ledger.posts.map(({ params }) => params?.["value"]),
    async close() {
      await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
