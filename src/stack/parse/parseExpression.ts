import { nearest } from "../../diagnostics/suggestions.ts";
import type { Expression } from "../language/expression.ts";
import {
  functionEntries,
  unsupportedFunctions,
  type FunctionEntry,
  type FunctionName,
} from "../language/functions.ts";
import { parseString } from "./parseString.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";
import type { NodeEntry, ObjectNode, ScalarNode, StackNode } from "./stackNode.ts";

const prefix = "fn::";

/**
 * Parses a node as an expression: references in its strings, and `fn::…` calls. Anything invalid
 * becomes `null`.
 */
export function parseExpression(node: StackNode, source: SourceText, report: Report): Expression {
  switch (node.kind) {
    case "scalar":
      return isString(node)
        ? parseString(node, source, report)
        : { kind: "literal", value: node.value, range: node.range };
    case "array":
      return {
        kind: "array",
        items: node.items.map((item) => parseExpression(item, source, report)),
        range: node.range,
      };
    case "object": {
      const call = node.entries.find((entry) => entry.key.toLowerCase().startsWith(prefix));
      if (call !== undefined) return parseCall(node, call, source, report);
      const entries = node.entries.map(({ key, keyRange, value }) => ({
        key,
        keyRange,
        value: parseExpression(value, source, report),
      }));
      return { kind: "object", entries, range: node.range };
    }
  }
}

/** Returns whether a node is a call, `fn::…: argument`. */
export function isCall(node: StackNode): boolean {
  return node.kind === "object" && node.entries.some((entry) => entry.key.toLowerCase().startsWith(prefix));
}

function parseCall(node: ObjectNode, call: NodeEntry, source: SourceText, report: Report): Expression {
  const argument = parseExpression(call.value, source, report);
  const name = call.key.slice(prefix.length);
  const nothing: Expression = { kind: "literal", value: null, range: node.range };
  if (!isFunctionName(name)) {
    reportUnknown(name, call, report);
    return nothing;
  }
  if (node.entries.length > 1) {
    report({
      code: "NCF_STACK_FUNCTION",
      range: call.keyRange,
      message: `${call.key} must be the only key: its result replaces the whole object`,
      hint: "move the function below a key of its own",
    });
    return nothing;
  }
  const { parameters }: FunctionEntry = functionEntries[name];
  if (
    parameters !== undefined &&
    (argument.kind !== "array" || argument.items.length !== parameters.length)
  ) {
    report({
      code: "NCF_STACK_FUNCTION",
      range: call.value.range,
      message: `${call.key} must have an array of ${parameters.length} as its argument`,
      hint: `write ${call.key}: [${parameters.join(", ")}]`,
    });
    return nothing;
  }
  return { kind: "call", name, argument, range: node.range };
}

function reportUnknown(name: string, call: NodeEntry, report: Report): void {
  const unsupported = Object.keys(unsupportedFunctions).find(
    (one) => one.toLowerCase() === name.toLowerCase(),
  );
  if (unsupported !== undefined || name.includes(":")) {
    report({
      code: "NCF_STACK_UNSUPPORTED",
      range: call.keyRange,
      message: `${call.key} is not supported: ${unsupportedFunctions[unsupported ?? "invoke"]}`,
    });
    return;
  }
  const right = nearest(name, Object.keys(functionEntries));
  report({
    code: "NCF_STACK_FUNCTION",
    range: call.keyRange,
    message: `the function ${call.key} does not exist`,
    hint:
      right === undefined
        ? `use one of ${Object.keys(functionEntries)
            .map((one) => prefix + one)
            .join(", ")}`
        : `write ${prefix}${right}`,
  });
}

function isString(node: ScalarNode): node is ScalarNode & { readonly value: string } {
  return typeof node.value === "string";
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functionEntries, name);
}
