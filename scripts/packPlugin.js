// @ts-check
/**
 * Builds the archives that `pulumi plugin install resource ncf VERSION --file ARCHIVE` takes: the provider in one file
 * with everything that it imports, a launcher, and the licenses. It runs on the Node.js of the machine, 20.19 or later.
 *
 * `node scripts/packPlugin.js [--all] [--out DIRECTORY]`: for this machine, or with `--all` for every platform, into
 * `build/plugin` by default. Prints each archive's path and SHA-256.
 */
import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { build } from "esbuild";
import { packTarball } from "./tarball.js";

const root = fileURLToPath(new URL("..", import.meta.url));
const bundleName = "pulumi-resource-ncf.mjs";

/** Platforms as Pulumi names them in archives: Go's names of systems and architectures. */
const platforms = ["darwin-amd64", "darwin-arm64", "linux-amd64", "linux-arm64", "windows-amd64"];

/** Stops on a Node.js that is too old with a sentence, instead of somewhere in the bundle. */
const banner = `import { createRequire as createRequireOfBundle } from "node:module";
const require = createRequireOfBundle(import.meta.url);
const [nodeMajor, nodeMinor] = process.versions.node.split(".").map(Number);
if (nodeMajor < 20 || (nodeMajor === 20 && nodeMinor < 19)) {
  console.error("pulumi-resource-ncf: Node.js 20.19 or later is required, this is " + process.version);
  process.exit(1);
}`;

const shellLauncher = `#!/bin/sh
# Starts the ncf provider of Pulumi on the Node.js of this machine.
if ! command -v node >/dev/null 2>&1; then
  echo "pulumi-resource-ncf: Node.js 20.19 or later is required, and node is not on PATH" >&2
  exit 127
fi
exec node "$(dirname -- "$0")/${bundleName}" "$@"
`;

const windowsLauncher = `@echo off\r\nnode "%~dp0${bundleName}" %*\r\n`;

/**
 * Modules that read what is not beside the bundle: the version in `package.json`, and packages by a `require` of their own, which the bundler takes
 * for its own once it is not declared.
 * @type {import("esbuild").Plugin}
 */
const readInBundle = {
  name: "read-in-bundle",
  setup({ onLoad }) {
    onLoad({ filter: /[/\\]packageVersion\.js$/ }, () => ({
      contents: `export const packageVersion = ${JSON.stringify(version)};`,
    }));
    onLoad({ filter: /[/\\]dist[/\\].*(?:[pP]rotocol|loadAjv|loadUndici)\.js$/ }, ({ path }) => ({
      contents: readFileSync(path, "utf8").replaceAll("const require = createRequire(import.meta.url);", ""),
    }));
  },
};

const { values } = parseArgs({ options: { all: { type: "boolean" }, out: { type: "string" } } });
const folder = resolve(values.out ?? join(root, "build", "plugin"));
mkdirSync(folder, { recursive: true });

const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
const { code, packages } = await bundle(join(root, "dist/pulumi/main.js"));

for (const platform of values.all ? platforms : [thisPlatform()]) {
  const isWindows = platform.startsWith("windows-");
  const archive = packTarball([
    isWindows
      ? { name: "pulumi-resource-ncf.cmd", content: windowsLauncher }
      : { name: "pulumi-resource-ncf", content: shellLauncher, isExecutable: true },
    { name: bundleName, content: code },
    { name: "LICENSE", content: readFileSync(join(root, "LICENSE")) },
    { name: "THIRD-PARTY-LICENSES", content: thirdPartyLicenses(packages) },
  ]);
  const path = join(folder, `pulumi-resource-ncf-v${version}-${platform}.tar.gz`);
  writeFileSync(path, archive);
  process.stdout.write(`${path}\nsha256:${createHash("sha256").update(archive).digest("hex")}\n`);
}

/**
 * Bundles the provider with everything that it imports.
 * @param {string} entry
 * @returns {Promise<{ code: Uint8Array, packages: readonly string[] }>} the bundle, and the directories of the packages
 *   in it
 */
async function bundle(entry) {
  const { outputFiles, metafile } = await build({
    absWorkingDir: root,
    entryPoints: [entry],
    outfile: bundleName,
    bundle: true,
    platform: "node",
    target: "node20.19",
    format: "esm",
    banner: { js: banner },
    plugins: [readInBundle],
    legalComments: "none",
    metafile: true,
    write: false,
    logLevel: "warning",
  });
  const [output] = outputFiles;
  if (output === undefined) throw new Error(`esbuild wrote nothing for ${entry}`);
  const inPackage = /^.*node_modules\/(?:@[^/]+\/)?[^/]+/;
  const folders = Object.keys(metafile.inputs).flatMap((path) => inPackage.exec(path)?.[0] ?? []);
  return { code: output.contents, packages: [...new Set(folders)].sort() };
}

/**
 * Gathers the license texts of the packages in the bundle, as their licenses ask.
 * @param {readonly string[]} packageFolders
 */
function thirdPartyLicenses(packageFolders) {
  return packageFolders
    .map((packageFolder) => {
      const path = join(root, packageFolder);
      const manifest = JSON.parse(readFileSync(join(path, "package.json"), "utf8"));
      const file = readdirSync(path).find((candidate) => /^(licen[cs]e|copying)(\.|$)/i.test(candidate));
      const text = file === undefined ? "" : `\n${readFileSync(join(path, file), "utf8").trim()}\n`;
      return `${manifest.name} ${manifest.version}: ${manifest.license}\n${text}`;
    })
    .join(`\n${"-".repeat(80)}\n\n`);
}

function thisPlatform() {
  const systems = { darwin: "darwin", linux: "linux", win32: "windows" };
  const architectures = { x64: "amd64", arm64: "arm64" };
  const system = Object.entries(systems).find(([key]) => key === process.platform)?.[1];
  const architecture = Object.entries(architectures).find(([key]) => key === process.arch)?.[1];
  const platform = `${system}-${architecture}`;
  if (platforms.includes(platform)) return platform;
  throw new Error(`Pulumi has no name for ${process.platform} on ${process.arch}; build with --all`);
}
