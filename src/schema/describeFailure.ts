import type { ErrorObject } from "ajv";

import { nearest } from "../diagnostics/suggestions.ts";
import { isJsonObject } from "../model/json.ts";
import type { SchemaFailure } from "./SchemaFailure.ts";

/** Puts one of ajv's errors (made with `verbose`) into words. `inner` are the failures of the alternatives it tried. */
export function describeFailure(error: ErrorObject, inner: readonly SchemaFailure[]): SchemaFailure {
  const description = descriptionOf(error);
  return {
    pointer: error.instancePath,
    rule: ruleOf(error),
    expected: expectedBy(error, inner),
    ...(description === undefined ? {} : { description }),
  };
}

/** The user's keywords behind those that only `relaxSchema` writes, and behind ajv's own names. */
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
      return `must have the key ${quote(params["missingProperty"])}, because ${quote(params["property"])} is there`;
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
      return "must not have the same item twice";
    case "anyOf":
      return oneOf(inner, error.instancePath);
    case "oneOf":
      return Array.isArray(params["passingSchemas"])
        ? "must match exactly one of the alternatives, and matches more than one"
        : oneOf(inner, error.instancePath);
    case "not":
      return "must not match the schema under not";
    case "false schema":
      return "must not be there";
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
  // For a key that is missing, the key's own description says more than the object's.
  const own = isJsonObject(properties) && typeof missing === "string" ? properties[missing] : undefined;
  const description = (isJsonObject(own) ? own["description"] : undefined) ?? schema["description"];
  return typeof description === "string" ? description : undefined;
}

function quote(value: unknown): string {
  return JSON.stringify(value);
}
