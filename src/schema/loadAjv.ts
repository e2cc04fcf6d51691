import { createRequire } from "node:module";

/** Classes of ajv that are used. */
export interface LoadedAjv {
  readonly Ajv: (typeof import("ajv"))["Ajv"];
  readonly Ajv2020: (typeof import("ajv/dist/2020.js"))["Ajv2020"];
  readonly addFormats: (typeof import("ajv-formats"))["default"]["default"];
}

/** Loads RE2, whose regular expressions take linear time. Called only when a schema has a pattern. */
export function loadRe2(): typeof import("re2js") {
  const require = createRequire(import.meta.url);
  return require("re2js") as typeof import("re2js");
}

/**
 * Loads ajv at its first use: it is the most expensive import of `ncf`, and most runs have no
 * schema. Synchronous, because checks are. `scripts/packPlugin.js` bundles it.
 */
export function loadAjv(): LoadedAjv {
  const require = createRequire(import.meta.url);
  const { Ajv } = require("ajv") as typeof import("ajv");
  const { Ajv2020 } = require("ajv/dist/2020.js") as typeof import("ajv/dist/2020.js");
  const { default: addFormats } = require("ajv-formats") as (typeof import("ajv-formats"))["default"];
  return { Ajv, Ajv2020, addFormats };
}
