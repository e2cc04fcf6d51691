import { Ajv, type Options } from "ajv";
import { Ajv2020 } from "ajv/dist/2020.js";
import addFormats from "ajv-formats";

import type { SchemaDraft } from "./schemaDraft.ts";

/**
 * Makes the validator for one draft. Strict about keywords and formats, since a typing mistake in a schema would
 * otherwise check nothing; not strict about style. Reads nothing from the network or the disk.
 */
export function createAjv(draft: SchemaDraft): Ajv {
  const ajv = draft === "draft-07" ? new Ajv(options) : new Ajv2020(options);
  addFormats.default(ajv);
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

/** Keywords of OpenAPI and of editors that say nothing about validity. */
const annotations: string[] = ["discriminator", "example", "externalDocs", "markdownDescription", "xml"];
