import { nearest } from "../../diagnostics/suggestions.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { typeText } from "./checkLeaf.ts";
import { schemaAllowsPath } from "../../schema/schemaAllowsPath.ts";
import { isJsonObject } from "../../model/json.ts";
import type { Declaration, ResourceDeclaration } from "../language/declaration.ts";
import type { Expression, PathStep, Reference } from "../language/expression.ts";
import { functionEntries } from "../language/functions.ts";
import { pulumiNames } from "../language/names.ts";
import type { Report } from "../parse/report.ts";
import { resourceTypes, type ResourceType } from "../language/resourceTypes.ts";
import type { ValueType } from "../language/shape.ts";

/** Names of a file, for determining the types of references. */
export interface Names {
  readonly byName: ReadonlyMap<string, Declaration>;
  /** Returns the schema of a resource's result; `undefined` when there is none or it is unknown. */
  readonly resultSchemaOf: (declaration: ResourceDeclaration) => unknown;
  readonly report: Report;
}

const longestChain = 50;

/** Type of an expression, or `resource` for a reference to a whole resource. */
export type ExpressionType = ValueType | "resource";

/** Returns the known type of an expression, and reports paths that its value cannot have. */
export function typeOfExpression(expression: Expression, names: Names): ExpressionType {
  return typeAt(expression, [], names, 0);
}

/** Returns the type of a reference, and reports an impossible path. */
export function typeOfReference(reference: Reference, names: Names): ExpressionType {
  return typeOfPath(reference, reference.path, names, 0);
}

function typeAt(
  expression: Expression,
  path: readonly PathStep[],
  names: Names,
  depth: number,
): ExpressionType {
  const [first, ...rest] = path;
  if (depth > longestChain) return "any";
  switch (expression.kind) {
    case "reference": {
      const { reference } = expression;
      return typeOfPath(reference, [...reference.path, ...path], names, depth + 1);
    }
    case "call":
      if (expression.name === "secret") return typeAt(expression.argument, path, names, depth);
      return typeInside(
        `the result of fn::${expression.name}`,
        functionEntries[expression.name].gives,
        path,
        names,
      );
    case "object": {
      if (first === undefined) return "object";
      const entry = expression.entries.find(({ key }) => key === String(first.step));
      if (entry !== undefined) return typeAt(entry.value, rest, names, depth);
      return impossible(
        first,
        "the object",
        expression.entries.map(({ key }) => key),
        names,
      );
    }
    case "array": {
      if (first === undefined) return "array";
      const item = expression.items[Number(first.step)];
      if (item !== undefined) return typeAt(item, rest, names, depth);
      const length = expression.items.length;
      return impossible(
        first,
        `the array of ${length}`,
        [],
        names,
        length > 0 ? `the last item is [${length - 1}]` : undefined,
      );
    }
    case "interpolation":
      return typeInside(undefined, "string", path, names);
    case "literal": {
      const { value } = expression;
      if (value === null) return "any";
      const type = typeof value === "string" ? "string" : typeof value === "number" ? "number" : "boolean";
      return typeInside(undefined, type, path, names);
    }
  }
}

function typeOfPath(
  reference: Reference,
  path: readonly PathStep[],
  names: Names,
  depth: number,
): ExpressionType {
  const [first, ...rest] = path;
  if (reference.root === "pulumi") {
    if (first === undefined) return "object";
    if (!pulumiNames.some((name) => name === first.step))
      return impossible(first, "pulumi", pulumiNames, names);
    return typeInside(`pulumi.${first.step}`, "string", rest, names);
  }
  if (reference.root === "each") {
    if (first === undefined || first.step === "value") return "any";
    return first.step === "key" ? "any" : impossible(first, "each", ["key", "value"], names);
  }
  if (reference.root === "previous") {
    // Its parts are checked with the inputs, and a whole object cannot be part of a string.
    return rest.length === 0 ? "object" : "any";
  }
  const declaration = names.byName.get(reference.root);
  switch (declaration?.kind) {
    case "config":
      return typeInside(declaration.name, typesOfConfig[declaration.type], path, names);
    case "variable":
      return typeAt(declaration.value, path, names, depth);
    case "resource":
      return typeOfResource(declaration, path, names, depth);
    default:
      return "any";
  }
}

const typesOfConfig = {
  string: "string",
  integer: "number",
  number: "number",
  boolean: "boolean",
  array: "array",
  object: "object",
} as const;

function typeOfResource(
  declaration: ResourceDeclaration,
  wholePath: readonly PathStep[],
  names: Names,
  depth: number,
): ExpressionType {
  const { name, type, each } = declaration;
  const path = each === undefined ? wholePath : wholePath.slice(1);
  const [instance] = wholePath;
  const { outputs }: ResourceType = resourceTypes[type];
  if (each !== undefined && instance !== undefined) {
    if (Object.hasOwn(outputs, instance.step)) {
      const hint = `select one: \${${name}["key"].${instance.step}} for an object, \${${name}[0].${instance.step}} for an array`;
      return impossible(instance, `${name}, a resource with \`each\`,`, [], names, hint);
    }
    typeAt(each, [instance], names, depth);
  }
  const [output, ...rest] = path;
  if (output === undefined) return "resource";
  const outputType = Object.hasOwn(outputs, output.step) ? outputs[output.step] : undefined;
  if (outputType === undefined) return impossible(output, `${name} (${type})`, Object.keys(outputs), names);
  const [below] = rest;
  if (output.step === "result" && below === undefined && isOwnResourceType(type)) {
    return typeOfSchema(names.resultSchemaOf(declaration));
  }
  if (output.step === "result" && below !== undefined && isOwnResourceType(type)) {
    const steps = rest.map(({ step }) => step);
    // The diagnostic points at the first step that the schema excludes.
    const wrong = steps.findIndex(
      (_, at) => !schemaAllowsPath(names.resultSchemaOf(declaration), steps.slice(0, at + 1)),
    );
    const step = rest[wrong];
    if (step !== undefined) {
      return impossible(
        step,
        `the result of ${name}`,
        keysAt(names.resultSchemaOf(declaration), steps.slice(0, wrong)),
        names,
        "compare it with resultSchema",
      );
    }
    return "any";
  }
  return typeInside(`${name}.${output.step}`, outputType, rest, names);
}

/** Returns the `type` of a schema; without one, `any`. */
function typeOfSchema(schema: unknown): ValueType {
  const type = isJsonObject(schema) ? schema["type"] : undefined;
  switch (type) {
    case "string":
    case "boolean":
    case "number":
    case "array":
    case "object":
      return type;
    case "integer":
      return "number";
    default:
      return "any";
  }
}

function typeInside(
  what: string | undefined,
  type: ValueType,
  path: readonly PathStep[],
  names: Names,
): ExpressionType {
  const [first] = path;
  if (first === undefined) return type;
  if (type === "any" || type === "object" || (type === "array" && typeof first.step === "number"))
    return "any";
  return impossible(
    first,
    what === undefined ? typeText([type]) : `${what}, ${typeText([type])},`,
    [],
    names,
    type === "array" ? "write [0] for its first item" : "remove the rest of the expression",
  );
}

function impossible(
  { step, range }: PathStep,
  owner: string,
  candidates: readonly string[],
  names: Names,
  hint?: string,
): "any" {
  const right = nearest(String(step), candidates);
  names.report({
    code: "NCF_STACK_PATH_IMPOSSIBLE",
    range,
    message: `${owner} has no ${typeof step === "number" ? `[${step}]` : step}`,
    hint:
      right !== undefined
        ? `write ${right}`
        : (hint ?? (candidates.length > 0 ? `use one of ${candidates.join(", ")}` : undefined)),
  });
  return "any";
}

/** Returns the keys that a schema declares for the value at a path. */
function keysAt(schema: unknown, path: readonly (string | number)[]): readonly string[] {
  let here = schema as Record<string, unknown> | undefined;
  for (const step of path) {
    const inner = typeof step === "number" ? here?.["items"] : (here?.["properties"] as typeof here)?.[step];
    here = inner as typeof here;
  }
  return Object.keys((here?.["properties"] as object | undefined) ?? {});
}
