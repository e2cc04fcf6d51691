import type { Range } from "../../diagnostics/diagnostic.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import type { ExpressionShape, StringShape, ValueType } from "../language/shape.ts";
import { isCall } from "../parse/parseExpression.ts";
import type { Report } from "../parse/report.ts";
import { describeNode, isEmpty, type ScalarNode, type StackNode } from "../parse/stackNode.ts";

/** Node of a stack file with its name in messages. */
export interface Placed {
  readonly node: StackNode;
  readonly name: string;
  /** Range to point at when the node has no text of its own. */
  readonly keyRange: Range;
}

const typeNames: Record<ValueType, string> = {
  string: "a string",
  number: "a number",
  boolean: "a boolean",
  array: "an array",
  object: "an object",
  any: "any value",
};

/** Formats types for a message: `a string or a number`. */
export function typeText(types: readonly ValueType[]): string {
  return types.map((type) => typeNames[type]).join(" or ");
}

/** Reports a node of the wrong type. */
export function reportType(
  { node, name, keyRange }: Placed,
  wanted: string,
  report: Report,
  hint = `write ${wanted}`,
): void {
  report({
    code: "NCF_STACK_TYPE",
    range: isEmpty(node) ? keyRange : node.range,
    message: `${name} must be ${wanted}, ${isEmpty(node) ? "but it is empty" : `not ${describeNode(node)}`}`,
    hint,
  });
}

/** Checks a string without expressions. */
export function checkString(placed: Placed, shape: StringShape, report: Report): void {
  const { node, name } = placed;
  if (node.kind !== "scalar" || typeof node.value !== "string") {
    reportType(placed, "a string", report, quotedHint(node));
    return;
  }
  const { value, range } = node;
  const { choices, pattern } = shape;
  if (value.includes("${")) {
    report({
      code: "NCF_STACK_TYPE",
      range,
      message: `${name} must be a constant: it is read before expressions are evaluated`,
      hint: "write the string itself",
    });
  } else if (choices !== undefined && !choices.includes(value)) {
    reportChoice(name, value, range, choices, report);
  } else if (pattern !== undefined && !new RegExp(pattern.source, "u").test(value)) {
    report({
      code: name === "name" ? "NCF_STACK_NAME_INVALID" : "NCF_STACK_TYPE",
      range,
      message: `${name} must be ${pattern.says}, not ${JSON.stringify(value.slice(0, 60))}`,
      hint: `write ${pattern.says}`,
    });
  }
}

/** Checks a value without expressions. */
export function checkConstant({ node, name }: Placed, report: Report): void {
  if (node.kind === "array") {
    for (const item of node.items) checkConstant({ node: item, name, keyRange: item.range }, report);
  } else if (node.kind === "object") {
    for (const { keyRange, value } of node.entries) checkConstant({ node: value, name, keyRange }, report);
  } else if (typeof node.value === "string" && node.value.replaceAll("$$", "").includes("${")) {
    report({
      code: "NCF_STACK_TYPE",
      range: node.range,
      message: `${name} must be a constant: config is read before expressions are evaluated`,
      hint: "write the value itself, or use a variable",
    });
  }
}

/**
 * Checks the type of a value that may be an expression, as far as it is literal. Does not check
 * inside objects.
 * @returns `true` when the value is literal and has the right type.
 */
export function checkExpressionType(placed: Placed, shape: ExpressionShape, report: Report): boolean {
  const { node, name } = placed;
  if (isCall(node) || isExpression(node)) return false;
  if (!shape.types.includes("any") && !shape.types.includes(typeOfNode(node))) {
    const takesString = shape.types.includes("string") && node.kind === "scalar" && node.value !== null;
    reportType(
      placed,
      typeText(shape.types),
      report,
      takesString ? quotedHint(node) : typeHint(node, shape.types),
    );
    return false;
  }
  if (node.kind === "scalar") checkScalar(node, name, shape, report);
  return true;
}

/** Reports a resource type that does not exist, or whose provider stack files do not load. */
export function reportResourceType(
  name: string,
  range: Range,
  types: readonly string[],
  report: Report,
): void {
  const right =
    nearest(name, types) ?? types.find((type) => type.split(":").at(-1) === name.split(":").at(-1));
  const isForeign = right === undefined && name.includes(":");
  report({
    code: isForeign ? "NCF_STACK_UNSUPPORTED" : "NCF_STACK_TYPE",
    range,
    message: isForeign
      ? `${name} is not supported: a stack file loads only the providers ncf and command`
      : `the resource type ${JSON.stringify(name)} does not exist`,
    hint: right === undefined ? `use one of ${types.join(", ")}` : `write ${right}`,
  });
}

function quotedHint(node: StackNode): string {
  const isPlain = node.kind === "scalar" && node.value !== null;
  return isPlain ? `put it in quotes: "${String(node.value)}"` : "write a string";
}

function isExpression(node: StackNode): boolean {
  return node.kind === "scalar" && typeof node.value === "string" && node.value.includes("${");
}

function typeOfNode(node: StackNode): ValueType {
  if (node.kind !== "scalar") return node.kind;
  switch (typeof node.value) {
    case "string":
      return "string";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "any";
  }
}

function typeHint(node: StackNode, types: readonly ValueType[]): string {
  if (types.includes("number") && node.kind === "scalar" && typeof node.value === "string") {
    return /^\d+$/.test(node.value) ? `write ${node.value} without quotes` : "write a number";
  }
  if (types.includes("array")) return `write [item, item], or each item on a line after "- "`;
  return types.includes("object")
    ? "write { key: value }, or each key on its own line below"
    : `write ${typeText(types)}`;
}

function checkScalar(
  { value, range }: ScalarNode,
  name: string,
  shape: ExpressionShape,
  report: Report,
): void {
  const { choices, minimum = -Infinity, maximum = Infinity, isInteger = false } = shape;
  if (typeof value === "string" && choices !== undefined && !choices.includes(value)) {
    reportChoice(name, value, range, choices, report);
  }
  if (typeof value !== "number") return;
  if (value >= minimum && value <= maximum && (!isInteger || Number.isInteger(value))) return;
  const wanted = `${isInteger ? "an integer" : "a number"}${rangeText(minimum, maximum)}`;
  report({
    code: "NCF_STACK_TYPE",
    range,
    message: `${name} must be ${wanted}, not ${value}`,
    hint: `write ${wanted}`,
  });
}

function rangeText(minimum: number, maximum: number): string {
  if (minimum === -Infinity && maximum === Infinity) return "";
  if (maximum === Infinity) return ` of at least ${minimum}`;
  return minimum === -Infinity ? ` of at most ${maximum}` : ` from ${minimum} to ${maximum}`;
}

function reportChoice(
  name: string,
  value: string,
  range: Range,
  choices: readonly string[],
  report: Report,
): void {
  const right = nearest(value, choices);
  report({
    code: "NCF_STACK_TYPE",
    range,
    message: `${name} must be one of ${choices.join(", ")}, not ${JSON.stringify(value.slice(0, 60))}`,
    hint: `write ${right ?? choices[0]}`,
  });
}
