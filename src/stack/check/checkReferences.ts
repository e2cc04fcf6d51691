import { nearest } from "../../diagnostics/suggestions.ts";
import { isOwnResourceType } from "../../model/resources.ts";
import { typeText } from "./checkLeaf.ts";
import type { Declaration, OutputDeclaration, ResourceDeclaration } from "../language/declaration.ts";
import {
  type Expression,
  type Reference,
  referencesIn,
  referencesOf,
  templateParams,
} from "../language/expression.ts";
import { resourceTypes, type ResourceType } from "../language/resourceTypes.ts";
import { typeOfExpression, typeOfReference, type Names } from "./expressionType.ts";

/**
 * Checks every reference: its name must be defined, its path must be possible, and its type must be
 * allowed at its place.
 */
export function checkReferences(outputs: readonly OutputDeclaration[], names: Names): void {
  for (const declaration of names.byName.values()) {
    const hasEach = declaration.kind === "resource" && declaration.each !== undefined;
    const templates = declaration.kind === "resource" ? templateParams(declaration) : [];
    const ofPrevious = new Set(templates.flatMap(referencesOf));
    for (const reference of referencesIn(declaration))
      checkRoot(reference, { hasEach, hasPrevious: ofPrevious.has(reference) }, names);
    for (const template of templates) refusePreviousInCalls(template, names);
    if (declaration.kind === "variable") checkValue(declaration.value, names);
    if (declaration.kind === "resource") checkResource(declaration, names);
  }
  for (const { value } of outputs) {
    for (const reference of referencesOf(value))
      checkRoot(reference, { hasEach: false, hasPrevious: false }, names);
    checkValue(value, names);
  }
}

const mostCandidates = 1000;

/** Names that are defined at the place of a reference, in addition to those of the file. */
interface Place {
  readonly hasEach: boolean;
  readonly hasPrevious: boolean;
}

function checkRoot(reference: Reference, { hasEach, hasPrevious }: Place, { byName, report }: Names): void {
  const { root, rootRange } = reference;
  if (root === "pulumi" || byName.has(root)) return;
  if (root === "previous") {
    if (hasPrevious) return;
    report({
      code: "NCF_STACK_REFERENCE_UNKNOWN",
      range: rootRange,
      message: "previous is only defined in the params of onUpdate and onDelete",
      hint: "reference the resource itself, or move the value into those params",
    });
    return;
  }
  if (root === "each") {
    if (hasEach) return;
    report({
      code: "NCF_STACK_REFERENCE_UNKNOWN",
      range: rootRange,
      message: "each is only defined in a resource with `each: …`",
      hint: "add each: with an array or object to the resource, next to type:",
    });
    return;
  }
  // With thousands of names on both sides, comparing all pairs takes minutes.
  const candidates = byName.size <= mostCandidates ? byName.keys() : [];
  const right = nearest(root, [...candidates, "pulumi", ...(hasEach ? ["each"] : [])]);
  report({
    code: "NCF_STACK_REFERENCE_UNKNOWN",
    range: rootRange,
    message: `${root} is not defined`,
    hint: right === undefined ? undefined : `write ${right}`,
  });
}

/**
 * Reports references to the previous run in the arguments of functions, which are evaluated before
 * that run is known.
 */
function refusePreviousInCalls(expression: Expression, names: Names): void {
  switch (expression.kind) {
    case "array":
      for (const item of expression.items) refusePreviousInCalls(item, names);
      return;
    case "object":
      for (const entry of expression.entries) refusePreviousInCalls(entry.value, names);
      return;
    case "call": {
      const { name, argument } = expression;
      if (name === "secret") return refusePreviousInCalls(argument, names);
      const reference = referencesOf(argument).find(({ root }) => root === "previous");
      if (reference === undefined) return;
      names.report({
        code: "NCF_STACK_TYPE",
        range: reference.range,
        message: `previous is not known when fn::${name} is called`,
        hint: "pass the reference on as it is, and let the action compute the rest",
      });
      return;
    }
    default:
  }
}

/** Checks a value of any type. */
function checkValue(expression: Expression, names: Names): void {
  switch (expression.kind) {
    case "literal":
      return;
    case "reference":
      refuseResource(expression.reference, typeOfExpression(expression, names), names);
      return;
    case "interpolation":
      for (const part of expression.parts) if (typeof part !== "string") checkInString(part, names);
      return;
    case "array":
      for (const item of expression.items) checkValue(item, names);
      return;
    case "object":
      for (const entry of expression.entries) checkValue(entry.value, names);
      return;
    case "call":
      checkValue(expression.argument, names);
  }
}

function checkInString(reference: Reference, names: Names): void {
  const type = typeOfReference(reference, names);
  refuseResource(reference, type, names);
  if (type !== "object" && type !== "array") return;
  names.report({
    code: "NCF_STACK_TYPE",
    range: reference.range,
    message: `${typeText([type])} cannot be part of a string`,
    hint: "use one of its parts, or convert it with fn::toJSON in a variable",
  });
}

function refuseResource(reference: Reference, type: string, { byName, report }: Names): void {
  if (type !== "resource") return;
  const declaration = byName.get(reference.root);
  const output =
    declaration?.kind === "resource" && !isOwnResourceType(declaration.type) ? "stdout" : "result";
  const hasEach =
    declaration?.kind === "resource" && declaration.each !== undefined && reference.path.length === 0;
  report({
    code: "NCF_STACK_TYPE",
    range: reference.range,
    message: `${reference.root} is a resource and cannot be used as a value`,
    hint: `use one of its outputs, such as \${${reference.root}${hasEach ? "[0]" : ""}.${output}}; only dependsOn takes the resource itself`,
  });
}

function checkResource(declaration: ResourceDeclaration, names: Names): void {
  const { properties }: ResourceType = resourceTypes[declaration.type];
  for (const { key, value } of declaration.properties.entries) {
    checkValue(value, names);
    const shape = Object.hasOwn(properties, key) ? properties[key]?.shape : undefined;
    if (
      shape?.kind === "expression" &&
      value.kind !== "literal" &&
      value.kind !== "object" &&
      value.kind !== "array"
    ) {
      const type = typeOfExpression(value, names);
      const fits =
        type === "any" || type === "resource" || shape.types.includes("any") || shape.types.includes(type);
      if (!fits) {
        names.report({
          code: "NCF_STACK_TYPE",
          range: value.range,
          message: `${key} must be ${typeText(shape.types)}, not ${typeText([type])}`,
          hint: `pass ${typeText(shape.types)}`,
        });
      }
    }
  }
  if (declaration.each !== undefined) checkEach(declaration.each, names);
  const { dependsOn, parent } = declaration.options;
  for (const reference of [...dependsOn, ...(parent === undefined ? [] : [parent])]) {
    const type = typeOfReference(reference, names);
    if (type === "resource" || !isDeclaredSound(reference, names)) continue;
    names.report({
      code: "NCF_STACK_TYPE",
      range: reference.range,
      message: "dependsOn and parent must be references to resources, not to values",
      hint:
        names.byName.get(reference.root)?.kind === "resource"
          ? `write \${${reference.root}}`
          : "reference a resource",
    });
  }
}

function isDeclaredSound(reference: Reference, { byName }: Names): boolean {
  const kind = byName.get(reference.root)?.kind;
  return reference.root === "pulumi" || (kind !== undefined && kind !== "broken");
}

function checkEach(each: Expression, names: Names): void {
  checkValue(each, names);
  const type = typeOfExpression(each, names);
  // The check of shapes covers literals.
  if (each.kind === "literal") return;
  if (type === "string" || type === "number" || type === "boolean") {
    names.report({
      code: "NCF_STACK_EACH_INVALID",
      range: each.range,
      message: `each must be an array or an object, not ${typeText([type])}`,
      hint: "write [item, item] or { key: value }",
    });
  }
  const blamed = referencesOf(each).find((reference) => needsResource(reference, names.byName, new Set()));
  if (blamed === undefined) return;
  names.report({
    code: "NCF_STACK_EACH_INVALID",
    range: blamed.range,
    message: "each must be known before the deployment, but it depends on the outputs of a resource",
  });
}

function needsResource(
  reference: Reference,
  byName: ReadonlyMap<string, Declaration>,
  seen: Set<string>,
): boolean {
  if (seen.has(reference.root)) return false;
  seen.add(reference.root);
  const declaration = byName.get(reference.root);
  if (declaration?.kind === "resource") return true;
  return (
    declaration?.kind === "variable" &&
    referencesOf(declaration.value).some((one) => needsResource(one, byName, seen))
  );
}
