import type { ErrorObject } from "ajv";

import { isJsonObject } from "../model/json.ts";
import { describeFailure } from "./describeFailure.ts";
import type { SchemaIndex } from "./indexSchema.ts";
import type { SchemaFailure } from "./SchemaFailure.ts";

/**
 * Makes the failures of a check from ajv's errors: one for each place and reason, in order of the pointer. What failed
 * inside the alternatives of `anyOf`, `oneOf`, `contains` and `propertyNames` is told in the one failure of these.
 */
export function toFailures(errors: readonly ErrorObject[], index: SchemaIndex): readonly SchemaFailure[] {
  const open: Reported[] = [];
  for (const error of errors) {
    // `if` only announces the errors of its branch, which are there by themselves.
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

// Ajv lists what failed inside a keyword directly before the keyword's own error.
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
