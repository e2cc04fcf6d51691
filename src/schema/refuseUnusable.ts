import type { Ajv } from "ajv";

import { nearest } from "../diagnostics/suggestions.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { isJsonObject, type JsonObject } from "../model/json.ts";
import { describeFailure } from "./failures.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import { linearPattern, UnusablePattern } from "./linearPattern.ts";
import { inPlaceOf } from "./relaxKeywords.ts";
import { type JsonSchema, schemaDraft } from "./jsonSchema.ts";

/**
 * Refuses a schema that violates its draft, has an unknown keyword, or references another document.
 * Ignores keywords that start with `x-`.
 * @throws NCF_SCHEMA_INVALID with the JSON pointer to the place
 */
export function refuseUnusable(schema: JsonSchema, index: SchemaIndex, ajv: Ajv): void {
  for (const [place, pointer] of index.places) {
    refuseKeywords(place, pointer, ajv);
    refuseReference(place, pointer, index);
    refusePatterns(place, pointer);
    if (schemaDraft(place) === undefined)
      fail(pointer, `unsupported draft ${JSON.stringify(place["$schema"])}`);
  }
  refuseRings(index);
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

function refusePatterns(place: JsonObject, pointer: string): void {
  const { pattern, patternProperties } = place;
  const keys = isJsonObject(patternProperties) ? Object.keys(patternProperties) : [];
  const patterns: [string, string][] = keys.map((key) => [key, `patternProperties ${JSON.stringify(key)}`]);
  if (typeof pattern === "string") patterns.push([pattern, "pattern"]);
  for (const [text, name] of patterns) {
    try {
      linearPattern(text);
    } catch (error) {
      if (!(error instanceof UnusablePattern)) throw error;
      fail(pointer, `${name}: ${error.message}`, error.hint);
    }
  }
}

/** Refuses a schema that references itself for the same value: validation would never end. */
function refuseRings({ places, resolve }: SchemaIndex): void {
  const done = new Set<JsonObject>();
  const open = new Set<JsonObject>();
  const visit = (schema: JsonSchema | undefined): void => {
    if (!isJsonObject(schema) || done.has(schema)) return;
    if (open.has(schema)) {
      fail(
        places.get(schema) ?? "",
        "it references itself without a step into the value",
        "put the reference below properties or items",
      );
    }
    open.add(schema);
    const { $ref: ref } = schema;
    if (typeof ref === "string") visit(resolve(schema, ref));
    for (const inner of inPlaceOf(schema)) visit(inner);
    open.delete(schema);
    done.add(schema);
  };
  for (const place of places.keys()) visit(place);
}

function fail(pointer: string, why: string, hint?: string): never {
  throw new NcfError("NCF_SCHEMA_INVALID", {
    reason: `the schema is invalid at ${JSON.stringify(pointer)}: ${why}`,
    ...(hint === undefined ? {} : { hint }),
  });
}
