import { nearest } from "../../diagnostics/suggestions.ts";
import { checkRecord, type Placed } from "./checkShape.ts";
import { describeNode, type ScalarNode, type StackNode } from "../parse/stackNode.ts";
import { isCall } from "../parse/parseExpression.ts";
import type { Report } from "../parse/report.ts";
import type { ExpressionShape, ValueType } from "../language/shape.ts";

const inWords: Record<ValueType, string> = {
  text: "a text",
  number: "a number",
  boolean: "true or false",
  list: "a list",
  object: "a mapping",
  any: "any value",
};

/** Says types in words: `a text or a number`. */
export function typesInWords(types: readonly ValueType[]): string {
  return types.map((type) => inWords[type]).join(" or ");
}

/** Checks a value that may hold expressions, as far as it is written out. */
export function checkExpressionShape(placed: Placed, shape: ExpressionShape, report: Report): void {
  const { node, name } = placed;
  if (isCall(node) || isExpressionText(node)) return;
  if (!shape.types.includes("any") && !shape.types.includes(typeOf(node))) {
    const isNumberAsText = node.kind === "scalar" && shape.types.includes("text") && node.value !== null;
    report({
      code: "NCF_STACK_TYPE",
      range: node.kind === "scalar" && node.value === null ? placed.keyRange : node.range,
      message: `${name} is ${describeNode(node)}, not ${typesInWords(shape.types)}`,
      hint: isNumberAsText ? `put it in quotes: "${String(node.value)}"` : hintFor(node, shape),
    });
    return;
  }
  if (node.kind === "scalar") checkScalar(node, name, shape, report);
  if (node.kind === "map" && shape.fields !== undefined) {
    checkRecord(node, placed, { kind: "record", subject: name, fields: shape.fields }, report);
  }
}

function isExpressionText(node: StackNode): boolean {
  return node.kind === "scalar" && typeof node.value === "string" && node.value.includes("${");
}

function typeOf(node: StackNode): ValueType {
  if (node.kind !== "scalar") return node.kind === "list" ? "list" : "object";
  if (typeof node.value === "string") return "text";
  if (typeof node.value === "number") return "number";
  return typeof node.value === "boolean" ? "boolean" : "any";
}

function hintFor(node: StackNode, shape: ExpressionShape): string {
  if (shape.types.includes("number") && node.kind === "scalar" && typeof node.value === "string") {
    return /^\d+$/.test(node.value) ? `write ${node.value} without quotes` : "write a number";
  }
  if (shape.types.includes("list")) return `write [item, item], or each item on a line after "- "`;
  return shape.types.includes("object")
    ? "write { key: value }, or each key on a line below"
    : `write ${typesInWords(shape.types)}`;
}

function checkScalar(node: ScalarNode, name: string, shape: ExpressionShape, report: Report): void {
  const { value } = node;
  const wrong = (message: string, hint: string): void =>
    report({ code: "NCF_STACK_TYPE", range: node.range, message, hint });
  if (typeof value === "string" && shape.choices !== undefined && !shape.choices.includes(value)) {
    const right = nearest(value, shape.choices);
    wrong(
      `${name} is ${JSON.stringify(value.slice(0, 60))}, which is not one of its values`,
      right === undefined ? `write one of ${shape.choices.join(", ")}` : `write ${right}`,
    );
  }
  if (typeof value !== "number") return;
  const { minimum = -Infinity, maximum = Infinity, isInteger = false } = shape;
  if (value < minimum || value > maximum || (isInteger && !Number.isInteger(value))) {
    wrong(
      `${name} is ${value}, not a whole number from ${minimum} to ${maximum}`,
      `write a whole number from ${minimum} to ${maximum}`,
    );
  }
}
