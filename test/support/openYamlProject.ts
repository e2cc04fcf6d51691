import { chmodSync, cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { delimiter, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import type { RunEnd } from "../../src/engine/install/enginePorts.ts";
import { findTool } from "../../src/engine/install/findTool.ts";
import { nodeEnginePorts } from "../../src/engine/install/nodeEnginePorts.ts";
import { runProgram } from "../../src/engine/install/runProgram.ts";
import { engineTool, yamlHostTool } from "../../src/engine/install/tools.ts";
import { commandPluginPath } from "./commandPluginPath.ts";
import { engineEnvironment } from "./engineEnvironment.ts";
import { dummyKeys } from "./signedFetch.ts";
import { textBelow } from "./textBelow.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));

/** A `runtime: yaml` project on the real engine, the real Pulumi YAML host and this package's provider. */
export interface YamlProject {
  readonly folder: string;
  readonly emulator: Emulator;
  /** Runs `pulumi` in the project, on its stack `dev`. */
  readonly pulumi: (...args: readonly string[]) => Promise<RunEnd>;
  /** Runs it, and rejects with what it printed when it fails; returns its standard output. */
  readonly must: (...args: readonly string[]) => Promise<string>;
  /** Writes the program, `Main.yaml`. */
  readonly write: (program: string) => void;
  /** The stack's outputs, secret ones in clear. */
  readonly outputs: () => Promise<Readonly<Record<string, unknown>>>;
  /** All files that the backend keeps, as one text. */
  readonly state: () => string;
  readonly close: () => Promise<void>;
}

/** What a project is made of. */
export interface YamlProjectOptions {
  /** The program: `Main.yaml`. */
  readonly program: string;
  /** Name of the project. */
  readonly name?: string;
  /** A directory whose files are copied beside the program. */
  readonly files?: string;
  /** Actions of the emulator; those of `test/support/actions` by default. */
  readonly actionsDir?: string;
  /** What its actions may write. */
  readonly allowWrite?: readonly string[];
  /** Where the engine finds the provider: on PATH, as npm links it, or among the plugins of its `PULUMI_HOME`. */
  readonly provider?: "path" | "plugin";
  /** An emulator to share, instead of one of its own. */
  readonly emulator?: Emulator;
  /** Backend that other machines use as well, with a journal beside the state. @default its own, with a journal of its own */
  readonly backendUrl?: string;
}

/** Makes such a project with an empty stack `dev`; close it at the end of the test. */
export async function openYamlProject(options: YamlProjectOptions): Promise<YamlProject> {
  const folder = mkdtempSync(join(tmpdir(), "ncf-yaml-"));
  const { name = "yaml", actionsDir = join(repository, "test/support/actions"), allowWrite = [] } = options;
  const emulator =
    options.emulator ??
    (await startEmulator({
      actionsDir,
      allowRead: [join(repository, "test/cases")],
      allowWrite,
      credentials: dummyKeys,
    }));
  if (options.files !== undefined) cpSync(options.files, folder, { recursive: true });
  writeFileSync(join(folder, "Pulumi.yaml"), `name: ${name}\nruntime: yaml\n`);
  const write = (program: string): void => writeFileSync(join(folder, "Main.yaml"), program);
  write(options.program);
  const own = await environment(folder, options.provider ?? "path");
  const { NCF_JOURNAL: _own, ...shared } = own;
  const { backendUrl } = options;
  const env = backendUrl === undefined ? own : { ...shared, PULUMI_BACKEND_URL: backendUrl };
  const pulumi = (...args: readonly string[]): Promise<RunEnd> =>
    runProgram("pulumi", ["--non-interactive", "--color=never", ...args], {
      cwd: folder,
      env,
      deadlineMs: 120_000,
    });
  const must = async (...args: readonly string[]): Promise<string> => {
    const { code, stdout, stderr } = await pulumi(...args);
    if (code !== 0) throw new Error(`pulumi ${args.join(" ")} ended with ${code}\n${stdout}${stderr}`);
    return stdout;
  };
  const { code } = await pulumi("stack", "select", "dev");
  if (code !== 0) await must("stack", "init", "dev");
  await must("config", "set", "ncf:endpoint", emulator.url);
  return {
    folder,
    emulator,
    pulumi,
    must,
    write,
    outputs: async () =>
      JSON.parse(await must("stack", "output", "--json", "--show-secrets")) as Record<string, unknown>,
    state: () => textBelow(join(folder, "backend", "state")),
    close: async () => {
      if (options.emulator === undefined) await emulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function environment(
  folder: string,
  provider: "path" | "plugin",
): Promise<Readonly<Record<string, string>>> {
  const ports = nodeEnginePorts();
  const engine = await findTool(engineTool, { ports });
  const host = await findTool(yamlHostTool, { ports });
  const backend = join(folder, "backend");
  const { PATH: path = "", ...rest } = engineEnvironment(backend, engine.path);
  const onPath = provider === "path" ? [providerFolder(backend)] : [];
  const folders = [dirname(host.path), ...onPath, commandPluginPath().folder, path];
  return {
    ...rest,
    PATH: folders.join(delimiter),
    NCLOUD_ACCESS_KEY: dummyKeys.accessKey,
    NCLOUD_SECRET_KEY: dummyKeys.secretKey,
  };
}

/** Makes a directory for PATH with the built provider, as npm links it for a project that installs the package. */
function providerFolder(folder: string): string {
  const manifest = JSON.parse(readFileSync(join(repository, "package.json"), "utf8")) as {
    readonly bin: Readonly<Record<string, string>>;
  };
  const bin = join(folder, "bin");
  mkdirSync(bin, { recursive: true });
  const launcher = join(bin, "pulumi-resource-ncf");
  const entry = join(repository, manifest.bin["pulumi-resource-ncf"] ?? "");
  writeFileSync(launcher, `#!/bin/sh\nexec "${process.execPath}" "${entry}" "$@"\n`);
  chmodSync(launcher, 0o755);
  return bin;
}
