import type { ErrorObject } from "ajv";
import { nearest } from "../diagnostics/suggestions.ts";
import { isJsonObject } from "../model/json.ts";
import type { SchemaIndex } from "./indexSchema.ts";

/** Violation of a schema at one place of a value. Contains keys, never values. */
export interface SchemaFailure {
  /** JSON pointer to the value: `/user/name`; `""` is the whole value. */
  readonly pointer: string;
  /** Keyword that failed: `required`. */
  readonly rule: string;
  /** Requirement of the schema: `must be integer`. */
  readonly expected: string;
  /** Description of the value in the schema, if any. */
  readonly description?: string;
}

/**
 * Describes an error of ajv (with `verbose`). `inner` contains the failures of the alternatives
 * that ajv tried.
 */
export function describeFailure(error: ErrorObject, inner: readonly SchemaFailure[]): SchemaFailure {
  const description = descriptionOf(error);
  return {
    pointer: error.instancePath,
    rule: ruleOf(error),
    expected: expectedBy(error, inner),
    ...(description === undefined ? {} : { description }),
  };
}

/** Original keywords of those that `relaxSchema` writes, and of ajv's own names. */
const rules: ReadonlyMap<string, string> = new Map([
  ["possibleConst", "const"],
  ["possibleEnum", "enum"],
  ["possibleUnique", "uniqueItems"],
  ["dependencies", "dependentRequired"],
]);

function ruleOf({ keyword, parentSchema }: ErrorObject): string {
  const from: unknown = parentSchema?.["relaxedFrom"];
  return typeof from === "string" ? from : (rules.get(keyword) ?? keyword);
}

const mostNamed = 20;

function expectedBy(error: ErrorObject, inner: readonly SchemaFailure[]): string {
  const params: Readonly<Record<string, unknown>> = error.params;
  switch (error.keyword) {
    case "required":
      return `must have the key ${quote(params["missingProperty"])}`;
    case "dependencies":
    case "dependentRequired":
      return `must have the key ${quote(params["missingProperty"])}, because ${quote(params["property"])} is present`;
    case "additionalProperties":
    case "unevaluatedProperties":
      return describeExtraKey(String(params["additionalProperty"] ?? params["unevaluatedProperty"]), error);
    case "propertyNames":
      return `must not have the key ${quote(params["propertyName"])}: a key ${oneOf(inner, error.instancePath)}`;
    case "const":
    case "possibleConst":
      return `must be ${quote(error.schema)}`;
    case "enum":
    case "possibleEnum":
      return describeList(error.schema);
    case "uniqueItems":
    case "possibleUnique":
      return "must not have duplicate items";
    case "anyOf":
      return oneOf(inner, error.instancePath);
    case "oneOf":
      return Array.isArray(params["passingSchemas"])
        ? "must match exactly one of the alternatives, but matches several"
        : oneOf(inner, error.instancePath);
    case "not":
      return "must not match the schema under not";
    case "false schema":
      return "must not be present";
    default:
      return error.message ?? `must follow ${error.keyword}`;
  }
}

function describeExtraKey(key: string, error: ErrorObject): string {
  const { properties } = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  const near = isJsonObject(properties) ? nearest(key, Object.keys(properties)) : undefined;
  const suggestion = near === undefined ? "" : `; did you mean ${quote(near)}?`;
  return `must not have the key ${quote(key)}${suggestion}`;
}

function describeList(allowed: unknown): string {
  const values: readonly unknown[] = Array.isArray(allowed) ? allowed : [];
  const more = values.length > mostNamed ? `, and ${String(values.length - mostNamed)} more` : "";
  return `must be one of ${values.slice(0, mostNamed).map(quote).join(", ")}${more}`;
}

function oneOf(inner: readonly SchemaFailure[], at: string): string {
  const told = inner.map(({ pointer, expected }) => {
    const below = pointer.slice(at.length);
    return below === "" ? expected : `${below} ${expected}`;
  });
  const unique = [...new Set(told)];
  return unique.length === 0
    ? "must match one of the alternatives"
    : unique.slice(0, mostNamed).join(", or ");
}

function descriptionOf(error: ErrorObject): string | undefined {
  const schema = isJsonObject(error.parentSchema) ? error.parentSchema : {};
  const { properties } = schema;
  const params: Readonly<Record<string, unknown>> = error.params;
  const missing = params["missingProperty"];
  // For a missing key, its own description is more helpful than the description of the object.
  const own = isJsonObject(properties) && typeof missing === "string" ? properties[missing] : undefined;
  const description = (isJsonObject(own) ? own["description"] : undefined) ?? schema["description"];
  return typeof description === "string" ? description : undefined;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}

/**
 * Converts ajv's errors to failures: one per place and reason, sorted by pointer. Errors inside the
 * alternatives of `anyOf`, `oneOf`, `contains` and `propertyNames` are part of the single failure
 * of that keyword.
 */
export function toFailures(errors: readonly ErrorObject[], index: SchemaIndex): readonly SchemaFailure[] {
  const open: Reported[] = [];
  for (const error of errors) {
    // `if` only repeats the errors of its branch, which are also in the list.
    if (error.keyword === "if") continue;
    const inner = collapsing.has(error.keyword) ? takeInner(open, error, index) : [];
    open.push({ error, failure: describeFailure(error, inner) });
  }
  const unique = new Map(open.map(({ failure }) => [JSON.stringify(failure), failure]));
  return [...unique.values()].toSorted((a, b) => compare(a.pointer, b.pointer));
}

interface Reported {
  readonly error: ErrorObject;
  readonly failure: SchemaFailure;
}

const collapsing: ReadonlySet<string> = new Set(["anyOf", "oneOf", "contains", "propertyNames"]);

// Ajv lists failures inside a keyword directly before the keyword's own error.
function takeInner(open: Reported[], outer: ErrorObject, index: SchemaIndex): readonly SchemaFailure[] {
  const schemas = schemasWithin(outer.schema, index);
  const isInner = ({ error }: Reported): boolean =>
    error.instancePath.startsWith(outer.instancePath) &&
    (!isJsonObject(error.parentSchema) || schemas.has(error.parentSchema));
  const start = open.findLastIndex((one) => !isInner(one)) + 1;
  return open.splice(start).map(({ failure }) => failure);
}

function schemasWithin(start: unknown, index: SchemaIndex): ReadonlySet<unknown> {
  const seen = new Set<unknown>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null || seen.has(value)) return;
    seen.add(value);
    if (isJsonObject(value) && typeof value["$ref"] === "string") visit(index.resolve(value, value["$ref"]));
    Object.values(value).forEach(visit);
  };
  visit(start);
  return seen;
}

function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
