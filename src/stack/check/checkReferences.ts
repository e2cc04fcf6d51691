import { nearest } from "../../diagnostics/suggestions.ts";
import { typesInWords } from "./checkExpressionShape.ts";
import type { Declaration, OutputDeclaration, ResourceDeclaration } from "../language/declaration.ts";
import { type Expression, type Reference, referencesIn, referencesOf } from "../language/expression.ts";
import { resourceTypes, type ResourceType } from "../language/resourceTypes.ts";
import { typeOfExpression, typeOfReference, type Names } from "./typeOfExpression.ts";

/** Checks every reference: that its name is declared, that its path can exist, and that its type fits where it stands. */
export function checkReferences(outputs: readonly OutputDeclaration[], names: Names): void {
  for (const declaration of names.byName.values()) {
    const hasEach = declaration.kind === "resource" && declaration.each !== undefined;
    for (const reference of referencesIn(declaration)) checkRoot(reference, hasEach, names);
    if (declaration.kind === "variable") checkValue(declaration.value, names);
    if (declaration.kind === "resource") checkResource(declaration, names);
  }
  for (const { value } of outputs) {
    for (const reference of referencesOf(value)) checkRoot(reference, false, names);
    checkValue(value, names);
  }
}

function checkRoot(reference: Reference, hasEach: boolean, { byName, report }: Names): void {
  const { root, rootRange } = reference;
  if (root === "pulumi" || byName.has(root)) return;
  if (root === "each") {
    if (hasEach) return;
    report({
      code: "NCF_STACK_REFERENCE_UNKNOWN",
      range: rootRange,
      message: "each has a meaning only in a resource that says `each: …`",
      hint: "add each: with a list or map to the resource, beside type:",
    });
    return;
  }
  const right = nearest(root, [...byName.keys(), "pulumi", ...(hasEach ? ["each"] : [])]);
  report({
    code: "NCF_STACK_REFERENCE_UNKNOWN",
    range: rootRange,
    message: `nothing is named ${root}`,
    hint: right === undefined ? undefined : `write ${right}`,
  });
}

/** Checks a value that may be of any type. */
function checkValue(expression: Expression, names: Names): void {
  switch (expression.kind) {
    case "literal":
      return;
    case "reference":
      refuseResource(expression.reference, typeOfExpression(expression, names), names);
      return;
    case "text":
      for (const part of expression.parts) if (typeof part !== "string") checkInText(part, names);
      return;
    case "list":
      for (const item of expression.items) checkValue(item, names);
      return;
    case "object":
      for (const entry of expression.entries) checkValue(entry.value, names);
      return;
    case "call":
      checkValue(expression.argument, names);
  }
}

function checkInText(reference: Reference, names: Names): void {
  const type = typeOfReference(reference, names);
  refuseResource(reference, type, names);
  if (type !== "object" && type !== "list") return;
  names.report({
    code: "NCF_STACK_TYPE",
    range: reference.range,
    message: `a ${type === "object" ? "mapping" : "list"} cannot stand inside a text`,
    hint: "ask for one of its parts, or turn it into a text with fn::toJSON in a variable",
  });
}

function refuseResource(reference: Reference, type: string, { byName, report }: Names): void {
  if (type !== "resource") return;
  const declaration = byName.get(reference.root);
  const output =
    declaration?.kind === "resource" && declaration.type !== "ncf:ActionInvocation" ? "stdout" : "result";
  const hasEach =
    declaration?.kind === "resource" && declaration.each !== undefined && reference.path.length === 0;
  report({
    code: "NCF_STACK_TYPE",
    range: reference.range,
    message: `${reference.root} is a resource, which is not a value`,
    hint: `ask for one of its outputs, such as \${${reference.root}${hasEach ? "[0]" : ""}.${output}}; dependsOn takes the resource itself`,
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
      value.kind !== "list"
    ) {
      const type = typeOfExpression(value, names);
      const fits =
        type === "any" || type === "resource" || shape.types.includes("any") || shape.types.includes(type);
      if (!fits) {
        names.report({
          code: "NCF_STACK_TYPE",
          range: value.range,
          message: `${key} is ${typesInWords([type])}, not ${typesInWords(shape.types)}`,
          hint: `give ${typesInWords(shape.types)}`,
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
      message: "dependsOn and parent take a resource, and this is a value",
      hint:
        names.byName.get(reference.root)?.kind === "resource"
          ? `write \${${reference.root}}`
          : "name a resource",
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
  // A literal has been checked with the shape.
  if (each.kind === "literal") return;
  if (type === "text" || type === "number" || type === "boolean") {
    names.report({
      code: "NCF_STACK_EACH_INVALID",
      range: each.range,
      message: `each is ${typesInWords([type])}, not a list or a mapping`,
      hint: "write [item, item] or { key: value }",
    });
  }
  const blamed = referencesOf(each).find((reference) => needsResource(reference, names.byName, new Set()));
  if (blamed === undefined) return;
  names.report({
    code: "NCF_STACK_EACH_INVALID",
    range: blamed.range,
    message: "each needs a list or map that is known before the run, and this comes out of a resource",
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
