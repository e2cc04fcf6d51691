import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";

/** A piece of a stack file as it was written, with its place. */
export type StackNode = ScalarNode | ListNode | MapNode;

/** A single value. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly range: Range;
  /** Whether `\` escapes a character in the source, as it does between double quotes. */
  readonly hasEscapes: boolean;
}

/** A sequence. */
export interface ListNode {
  readonly kind: "list";
  readonly items: readonly StackNode[];
  readonly range: Range;
}

/** A mapping, in the order of the file. No key stands in it twice. */
export interface MapNode {
  readonly kind: "map";
  readonly entries: readonly MapEntry[];
  readonly range: Range;
}

/** A key of a mapping and its value. */
export interface MapEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: StackNode;
}

/** What a node is, in words: `a list`, `the number 3`. */
export function describeNode(node: StackNode): string {
  if (node.kind === "list") return "a list";
  if (node.kind === "map") return "a mapping";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "a text";
  return typeof node.value === "number" ? `the number ${node.value}` : String(node.value);
}

/** A node as plain JSON, its texts as they stand. */
export function plainOf(node: StackNode): Json {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" ? node.value.replaceAll("$$", "$") : node.value;
    case "list":
      return node.items.map(plainOf);
    case "map":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
  }
}

/** What stands below a key of a mapping. */
export function valueAt(node: StackNode | undefined, key: string): StackNode | undefined {
  return node?.kind === "map" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}
