import type { Ajv } from "ajv";

import { nearest } from "../diagnostics/suggestions.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { JsonObject } from "../model/json.ts";
import { describeFailure } from "./failures.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { type JsonSchema, schemaDraft } from "./jsonSchema.ts";

/**
 * Refuses a schema that violates its draft, has an unknown keyword, or references another document. Keywords that start with `x-` are
 * ignored.
 * @throws NCF_SCHEMA_INVALID with the JSON pointer to the place
 */
export function refuseUnusable(schema: JsonSchema, index: SchemaIndex, ajv: Ajv): void {
  for (const [place, pointer] of index.places) {
    refuseKeywords(place, pointer, ajv);
    refuseReference(place, pointer, index);
    if (schemaDraft(place) === undefined)
      fail(pointer, `unsupported draft ${JSON.stringify(place["$schema"])}`);
  }
  if (ajv.validateSchema(schema) === true) return;
  const [error] = ajv.errors ?? [];
  if (error !== undefined) fail(error.instancePath, describeFailure(error, []).expected);
}

function refuseKeywords(place: JsonObject, pointer: string, ajv: Ajv): void {
  const { keywords } = ajv.RULES;
  for (const keyword of Object.keys(place)) {
    if (keywords[keyword] !== undefined) continue;
    if (!/^x-[\w:$-]*$/.test(keyword)) {
      const near = nearest(keyword, Object.keys(keywords));
      const suggestion = near === undefined ? "" : `; did you mean ${JSON.stringify(near)}?`;
      fail(pointer, `unknown keyword ${JSON.stringify(keyword)}${suggestion}`);
    }
    ajv.addVocabulary([keyword]);
  }
}

function refuseReference(place: JsonObject, pointer: string, index: SchemaIndex): void {
  const { $ref: ref } = place;
  if (typeof ref !== "string" || index.resolve(place, ref) !== undefined) return;
  const why = ref.startsWith("#") ? "is not defined" : "is outside the schema, and schemas are not fetched";
  fail(pointer, `$ref ${JSON.stringify(ref)} ${why}`);
}

function fail(pointer: string, why: string): never {
  throw new NcfError("NCF_SCHEMA_INVALID", {
    reason: `the schema is invalid at ${JSON.stringify(pointer)}: ${why}`,
  });
}
