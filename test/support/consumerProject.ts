import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { runProgram } from "../../src/engine/install/runProgram.ts";

const repository = fileURLToPath(new URL("../..", import.meta.url));
const actionsDir = join(repository, "stacks", "hello", "actions");

/** How a project loads modules, and how its TypeScript resolves them. */
export type ModuleSystem = keyof typeof moduleSystems;

/** A package manager, with the layout of `node_modules` that it makes. */
export type Layout = keyof typeof layouts;

/** Programs of a project, for each module system. */
const moduleSystems = {
  /** As `pulumi new typescript` made projects for years. */
  "CommonJS with moduleResolution node": {
    type: "commonjs",
    compiler: "typescript-5/bin/tsc",
    options: {
      strict: true,
      outDir: "bin",
      target: "es2020",
      module: "commonjs",
      moduleResolution: "node",
      sourceMap: true,
      forceConsistentCasingInFileNames: true,
    },
  },
  "ESM with nodenext": {
    type: "module",
    compiler: "typescript/bin/tsc",
    options: { strict: true, outDir: "bin", target: "es2023", module: "nodenext", types: ["node"] },
  },
  bundler: {
    type: "module",
    compiler: "typescript/bin/tsc",
    options: {
      strict: true,
      noEmit: true,
      target: "es2023",
      module: "preserve",
      moduleResolution: "bundler",
      types: ["node"],
    },
  },
} as const;

/** Versions of the SDK and types that a project fetches from the registry. */
const fetched = { "@pulumi/pulumi": "3.270.0", "@types/node": "20.19.43", typescript: "5.9.3" };

/** The same linked to this repository's own copy, which saves fetching a hundred megabytes once more. */
const linked = Object.fromEntries(
  ["@pulumi/pulumi", "@types/node"].map((name) => [name, `link:${join(repository, "node_modules", name)}`]),
);

const inModules = (path: string): string => join(repository, "node_modules", path);
const npmInstall = ["npm", "install", "--ignore-scripts", "--no-audit", "--no-fund", "--prefer-offline"];

const layouts = {
  npm: { dependencies: fetched, install: npmInstall },
  "npm workspace": { dependencies: fetched, install: npmInstall },
  pnpm: {
    dependencies: linked,
    install: [process.execPath, inModules("pnpm/bin/pnpm.cjs"), "install", "--ignore-scripts"],
  },
  "yarn classic": {
    dependencies: linked,
    install: [
      process.execPath,
      inModules("yarn/bin/yarn.js"),
      "install",
      "--ignore-scripts",
      "--ignore-engines",
    ],
  },
  "yarn berry": {
    dependencies: linked,
    install: [process.execPath, inModules("@yarnpkg/cli-dist/bin/yarn.js"), "install"],
  },
};

/** A project of its own outside the repository, which has installed the packed package. */
export interface ConsumerProject {
  readonly folder: string;
  /** Writes the project's files for a module system, with `index.ts` as its program. */
  readonly writeProgram: (system: ModuleSystem, program: string) => void;
  /** Compiles a program that uses each entry point, runs what was compiled, and returns what it printed. */
  readonly compileAndRun: (system: ModuleSystem) => Promise<string>;
  readonly close: () => void;
}

/** Packs the package; returns the path of the tarball. */
export function packTarball(destination: string): string {
  const args = ["pack", "--ignore-scripts", "--json", "--pack-destination", destination];
  const output = execFileSync("npm", args, {
    cwd: repository,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(output) as [{ readonly filename: string }];
  return join(destination, filename);
}

/** Makes a project and installs the tarball in it. */
export async function openConsumerProject(layout: Layout, tarball: string): Promise<ConsumerProject> {
  const root = mkdtempSync(join(tmpdir(), "ncf-consumer-"));
  const isWorkspace = layout === "npm workspace";
  const folder = isWorkspace ? join(root, "packages", "app") : root;
  mkdirSync(folder, { recursive: true });
  const { dependencies, install } = layouts[layout];
  const manifest = {
    name: "app",
    version: "1.0.0",
    private: true,
    dependencies: { ...dependencies, "pulumi-ncloud-functions": isWorkspace ? "*" : `file:${tarball}` },
    // The package's own dependencies take the same copy of the SDK.
    resolutions: layout.startsWith("yarn") ? dependencies : {},
    pnpm: { overrides: layout === "pnpm" ? dependencies : {} },
  };
  writeJson(join(folder, "package.json"), manifest);
  if (isWorkspace) {
    writeJson(join(root, "package.json"), { name: "root", private: true, workspaces: ["packages/*"] });
    const member = join(root, "packages", "pulumi-ncloud-functions");
    mkdirSync(member);
    execFileSync("tar", ["-xzf", tarball, "-C", member, "--strip-components=1"]);
  }
  const yarn =
    "nodeLinker: node-modules\nenableScripts: false\nenableTelemetry: false\nenableImmutableInstalls: false\n";
  writeFileSync(join(root, ".yarnrc.yml"), yarn);
  writeFileSync(join(root, "yarn.lock"), "");
  cpSync(actionsDir, join(folder, "actions"), { recursive: true });
  const [command = "", ...args] = install;
  const env = {
    CI: "true",
    npm_config_store_dir: join(root, ".store"),
    YARN_CACHE_FOLDER: join(root, ".yarn-cache"),
    YARN_GLOBAL_FOLDER: join(root, ".yarn-global"),
    YARN_ENABLE_IMMUTABLE_INSTALLS: "false",
  };
  await must(command, args, root, env);
  const writeProgram = (system: ModuleSystem, text: string): void => {
    const { type, options } = moduleSystems[system];
    writeJson(join(folder, "package.json"), { ...manifest, type });
    writeJson(join(folder, "tsconfig.json"), { compilerOptions: options, files: ["index.ts"] });
    writeFileSync(join(folder, "index.ts"), text);
  };
  return {
    folder,
    writeProgram,
    compileAndRun: async (system) => {
      writeProgram(system, program);
      await must(
        process.execPath,
        [inModules(moduleSystems[system].compiler), "-p", "tsconfig.json"],
        folder,
      );
      if (system === "bundler") await bundle(folder);
      return must(process.execPath, ["bin/index.js"], folder);
    },
    close: () => rmSync(root, { recursive: true, force: true }),
  };
}

/** Bundles the program without its dependencies, as bundlers for Node do. */
async function bundle(folder: string): Promise<void> {
  await build({
    absWorkingDir: folder,
    entryPoints: ["index.ts"],
    outfile: "bin/index.js",
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    logLevel: "error",
  });
}

async function must(
  command: string,
  args: readonly string[],
  cwd: string,
  env: Readonly<Record<string, string>> = {},
): Promise<string> {
  const { code, stdout, stderr } = await runProgram(command, args, { cwd, env });
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${code}\n${stdout}${stderr}`);
  return stdout + stderr;
}

function writeJson(path: string, value: unknown): void {
  writeFileSync(path, `${JSON.stringify(value, undefined, 2)}\n`);
}

/** Uses the types and values of each entry point that programs import. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { ActionInvocation, NcfError, type ActionInvocationArgs } from "pulumi-ncloud-functions";
import { startEmulator, type Emulator } from "pulumi-ncloud-functions/emulator";

async function main(): Promise<void> {
  await pulumi.runtime.setMocks({
    newResource: ({ inputs }) => ({ id: "1", state: { ...inputs, result: { greeting: "hello " + inputs.params.name } } }),
    call: ({ inputs }) => inputs,
  });
  const args: ActionInvocationArgs = { actionName: "hello", params: { name: "Mina" } };
  const hello = new ActionInvocation("hello", args);
  const greeting: string = await new Promise((resolve) => {
    hello.result.apply((result) => resolve(String(result["greeting"])));
  });
  console.log(greeting);

  const credentials = { accessKey: "DUMMYACCESSKEY0000000", secretKey: "DUMMYSECRETKEY00000000000000000000000000" };
  const emulator: Emulator = await startEmulator({ actionsDir: "actions", credentials });
  console.log(new URL(emulator.url).hostname);
  await emulator.close();
  console.log(NcfError.is(new Error("other")));
}

void main();
`;
