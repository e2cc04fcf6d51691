/**
 * The parts of undici that send requests. Its index also loads fetch, caches and mocks, which takes
 * three times as long. The version is pinned, and `scripts/packPlugin.js` bundles these files.
 */
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);

export const Agent = require("undici/lib/dispatcher/agent.js") as typeof import("undici").Agent;
export const Pool = require("undici/lib/dispatcher/pool.js") as typeof import("undici").Pool;

/** Loads the proxy agent. It calls methods that only the index of undici adds to dispatchers. */
export function loadProxyAgent(): typeof import("undici").EnvHttpProxyAgent {
  return (require("undici") as typeof import("undici")).EnvHttpProxyAgent;
}
