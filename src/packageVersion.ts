import { createRequire } from "node:module";

const manifest = createRequire(import.meta.url)("../package.json") as {
  readonly version: string;
  readonly engines: { readonly node: string };
};

/** Version of this package. */
export const packageVersion: string = manifest.version;

/** The oldest version of Node on which this package runs: `20.19`. */
export const oldestNode: string = manifest.engines.node.replace(">=", "");
