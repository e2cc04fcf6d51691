import type { StackNode } from "./stackNode.ts";

/** What a node is, in words: `a list`, `the number 3`. */
export function describeNode(node: StackNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a mapping";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "a text";
  return typeof node.value === "number" ? `the number ${node.value}` : String(node.value);
}
