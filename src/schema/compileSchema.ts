import type { Ajv, ValidateFunction } from "ajv";

import { NcfError } from "../diagnostics/ncfError.ts";
import { isDeeperThan, isJsonObject, canonicalJson } from "../model/json.ts";
import { addUnknownKeywords, createAjv } from "./createAjv.ts";
import { hasUnknown } from "./unknownValue.ts";
import { indexSchema, type SchemaIndex } from "./indexSchema.ts";
import { deepestSchema, isJsonSchema, type JsonSchema, schemaDraft, type SchemaDraft } from "./jsonSchema.ts";
import { PatternsTooSlow, startCheck } from "./linearPattern.ts";
import { refuseUnusable } from "./refuseUnusable.ts";
import { relaxSchema } from "./relaxSchema.ts";
import { type SchemaFailure, toFailures } from "./failures.ts";

/** Compiled schema. */
export interface CompiledSchema {
  /**
   * Returns the violations of the schema, sorted by pointer. For a value with unknown parts
   * (`unknownValue`), returns only the violations that hold for every value of the unknown parts.
   * @throws NCF_SCHEMA_INVALID when the value is too long to check the patterns within a second, or
   * when ajv fails on `unevaluatedProperties` with `patternProperties` beside alternatives
   */
  check(value: unknown): readonly SchemaFailure[];
}

/**
 * Compiles a JSON Schema of draft-07 or 2020-12 (from `$schema`, default 2020-12). The schema must
 * not be changed afterwards: equal schemas share one compiled schema.
 * @throws NCF_SCHEMA_INVALID when it is not a schema, is of another draft, violates its draft, has
 * an unknown keyword (except `x-…` and annotations of OpenAPI), or has a `$ref` outside the schema
 */
export function compileSchema(schema: unknown): CompiledSchema {
  if (typeof schema !== "object" || schema === null) return compileText(schema);
  const known = byIdentity.get(schema);
  if (known !== undefined) return known;
  const compiled = compileText(schema);
  byIdentity.set(schema, compiled);
  return compiled;
}

const mostTexts = 200;
const byIdentity = new WeakMap<object, CompiledSchema>();
const byText = new Map<string, CompiledSchema>();
const validators = new Map<string, Ajv>();

function compileText(schema: unknown): CompiledSchema {
  const text = textOf(schema);
  const known = byText.get(text);
  if (known !== undefined) return known;
  const compiled = compileShallow(JSON.parse(text) as JsonSchema);
  const [oldest] = byText.keys();
  if (byText.size >= mostTexts && oldest !== undefined) byText.delete(oldest);
  byText.set(text, compiled);
  return compiled;
}

function textOf(schema: unknown): string {
  if (!isJsonSchema(schema)) fail("it must be an object or a boolean");
  if (isDeeperThan(schema, deepestSchema)) fail(`it is nested more than ${deepestSchema} deep`);
  try {
    return canonicalJson(schema);
  } catch (cause) {
    return fail("it is not JSON", cause);
  }
}

function compileShallow(copy: JsonSchema): CompiledSchema {
  try {
    return compileCopy(copy);
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    return fail("its chain of references is too long", cause);
  }
}

function compileCopy(copy: JsonSchema): CompiledSchema {
  const draft = schemaDraft(copy);
  if (draft === undefined)
    fail(`unsupported draft ${JSON.stringify(isJsonObject(copy) ? copy["$schema"] : copy)}`);
  const schema = withoutDraft(copy);
  const index = indexSchema(schema);
  const ajv = validator(draft, index);
  refuseUnusable(schema, index, ajv);
  const checkKnown = compileWith(ajv, schema, index);
  let checkUnknown: CompiledSchema["check"] | undefined;
  return {
    check(value) {
      if (!hasUnknown(value)) return checkKnown(value);
      checkUnknown ??= compileRelaxed(schema, index);
      return checkUnknown(value);
    },
  };
}

// The draft selects the validator; ajv knows only one spelling of its URI.
function withoutDraft(schema: JsonSchema): JsonSchema {
  if (typeof schema === "boolean") return schema;
  return Object.fromEntries(Object.entries(schema).filter(([keyword]) => keyword !== "$schema"));
}

function validator(kind: SchemaDraft | "unknowns", index: SchemaIndex): Ajv {
  const tracksEvaluated = [...index.places.keys()].some(
    (place) => "unevaluatedProperties" in place || "unevaluatedItems" in place,
  );
  const key = `${kind} ${String(tracksEvaluated)}`;
  const known = validators.get(key);
  if (known !== undefined) return known;
  const made = createAjv(kind === "draft-07" ? "draft-07" : "2020-12", tracksEvaluated);
  if (kind === "unknowns") addUnknownKeywords(made);
  validators.set(key, made);
  return made;
}

function compileRelaxed(schema: JsonSchema, index: SchemaIndex): CompiledSchema["check"] {
  const relaxed = relaxSchema(schema, index);
  const relaxedIndex = indexSchema(relaxed);
  return compileWith(validator("unknowns", relaxedIndex), relaxed, relaxedIndex);
}

function compileWith(ajv: Ajv, schema: JsonSchema, index: SchemaIndex): CompiledSchema["check"] {
  const validate = compileOnce(ajv, schema);
  return (value) => (holds(validate, value) ? [] : toFailures(validate.errors ?? [], index));
}

function holds(validate: ValidateFunction, value: unknown): boolean {
  startCheck();
  try {
    return validate(value);
  } catch (cause) {
    if (cause instanceof PatternsTooSlow) return fail(cause.message, cause);
    if (cause instanceof RangeError) return fail("the value is nested too deeply", cause);
    return fail("ajv does not support its unevaluatedProperties beside patternProperties", cause);
  }
}

function compileOnce(ajv: Ajv, schema: JsonSchema): ValidateFunction {
  try {
    return ajv.compile(schema);
  } catch (cause) {
    if (cause instanceof RangeError) throw cause;
    return fail(cause instanceof Error ? cause.message : "it does not compile", cause);
  } finally {
    // Ajv would keep every schema, and reject a second one with the same $id.
    if (typeof schema === "object") ajv.removeSchema(schema);
  }
}

function fail(why: string, cause?: unknown): never {
  throw new NcfError("NCF_SCHEMA_INVALID", { reason: `the schema cannot be used: ${why}`, cause });
}
