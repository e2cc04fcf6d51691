import { fileURLToPath } from "node:url";
import { build } from "esbuild";

const root = new URL("../../", import.meta.url);

/**
 * Bundles a TypeScript program of the tests, which plain Node cannot run. Packages stay outside.
 * @param {string} source path from the root of the repository
 * @param {string} name of the program
 * @param {readonly import("esbuild").Plugin[]} [plugins]
 * @returns {Promise<string>} the path of the program
 */
export async function bundle(source, name, plugins = []) {
  const outfile = fileURLToPath(new URL(`.proof/${name}.js`, root));
  await build({
    entryPoints: [fileURLToPath(new URL(source, root))],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    sourcemap: "inline",
    logLevel: "warning",
    plugins: [...plugins],
  });
  return outfile;
}
