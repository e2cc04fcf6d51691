import type { Ajv, Options } from "ajv";
import { loadAjv } from "./loadAjv.ts";
import type { SchemaDraft } from "./schemaDraft.ts";

/**
 * Makes the validator for one draft. Strict about keywords and formats, since a typing mistake in a schema would
 * otherwise check nothing; not strict about style. Reads nothing from the network or the disk.
 * @param tracksEvaluated whether `unevaluatedProperties` and `unevaluatedItems` are to work
 */
export function createAjv(draft: SchemaDraft, tracksEvaluated: boolean): Ajv {
  const { Ajv: Draft07, Ajv2020, addFormats } = loadAjv();
  const ajv = draft === "draft-07" ? new Draft07(options) : new Ajv2020(options);
  // Ajv 8.20 throws when it tracks keys through some `if` and `anyOf` beside `patternProperties`, so it does so only where it must.
  ajv.opts.unevaluated = draft === "2020-12" && tracksEvaluated;
  addFormats(ajv);
  ajv.addVocabulary(annotations);
  return ajv;
}

const options: Options = {
  allErrors: true,
  verbose: true,
  strictSchema: true,
  strictTypes: false,
  strictTuples: false,
  strictRequired: false,
  allowUnionTypes: true,
  allowMatchingProperties: true,
  logger: false,
};

/** Keywords of OpenAPI and of editors that say nothing about validity, and one that ajv follows but does not list. */
const annotations: string[] = [
  "$anchor",
  "discriminator",
  "example",
  "externalDocs",
  "markdownDescription",
  "xml",
];
