import { nearest } from "../../diagnostics/suggestions.ts";
import type { Expression } from "../language/expression.ts";
import {
  functionEntries,
  functionsLeftOut,
  type FunctionEntry,
  type FunctionName,
} from "../language/functions.ts";
import { parseText } from "./parseText.ts";
import type { Report } from "./report.ts";
import type { SourceText } from "./sourceText.ts";
import type { MapEntry, MapNode, ScalarNode, StackNode } from "./stackNode.ts";

const prefix = "fn::";

/** Reads a node as an expression: references in its texts, and `fn::…` calls. What cannot be read becomes `null`. */
export function parseExpression(node: StackNode, source: SourceText, report: Report): Expression {
  switch (node.kind) {
    case "scalar":
      return isText(node)
        ? parseText(node, source, report)
        : { kind: "literal", value: node.value, range: node.range };
    case "list":
      return {
        kind: "list",
        items: node.items.map((item) => parseExpression(item, source, report)),
        range: node.range,
      };
    case "map": {
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

/** Whether a node is a call, `fn::…: argument`. */
export function isCall(node: StackNode): boolean {
  return node.kind === "map" && node.entries.some((entry) => entry.key.toLowerCase().startsWith(prefix));
}

function parseCall(node: MapNode, call: MapEntry, source: SourceText, report: Report): Expression {
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
      message: `${call.key} stands beside other keys, but a function's result takes the place of the whole mapping`,
      hint: "give the function a key of its own, and put it below that",
    });
    return nothing;
  }
  const { parameters }: FunctionEntry = functionEntries[name];
  if (parameters !== undefined && (argument.kind !== "list" || argument.items.length !== parameters.length)) {
    report({
      code: "NCF_STACK_FUNCTION",
      range: call.value.range,
      message: `${call.key} needs a list of ${parameters.length}: ${parameters.join(" and ")}`,
      hint: `write ${call.key}: [${parameters.join(", ")}]`,
    });
    return nothing;
  }
  return { kind: "call", name, argument, range: node.range };
}

function reportUnknown(name: string, call: MapEntry, report: Report): void {
  const leftOut = Object.keys(functionsLeftOut).find((one) => one.toLowerCase() === name.toLowerCase());
  if (leftOut !== undefined || name.includes(":")) {
    report({
      code: "NCF_STACK_UNSUPPORTED",
      range: call.keyRange,
      message: `${call.key} is left out: ${functionsLeftOut[leftOut ?? "invoke"]}`,
    });
    return;
  }
  const right = nearest(name, Object.keys(functionEntries));
  report({
    code: "NCF_STACK_FUNCTION",
    range: call.keyRange,
    message: `there is no function ${call.key}`,
    hint:
      right === undefined
        ? `the functions are ${Object.keys(functionEntries)
            .map((one) => prefix + one)
            .join(", ")}`
        : `write ${prefix}${right}`,
  });
}

function isText(node: ScalarNode): node is ScalarNode & { readonly value: string } {
  return typeof node.value === "string";
}

function isFunctionName(name: string): name is FunctionName {
  return Object.hasOwn(functionEntries, name);
}
