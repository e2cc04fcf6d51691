import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";

const manifest = createRequire(import.meta.url)("../package.json") as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

/** Version of this package. */
export const packageVersion: string = manifest.version;

/** Directory of this package, with its documentation in `docs`. */
export const packageRoot: string = fileURLToPath(new URL("../", import.meta.url));

/** The oldest version of Node on which this package runs: `20.19`. */
export const oldestNode: string = manifest.engines.node.replace(">=", "");
