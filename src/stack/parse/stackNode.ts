import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Json } from "../../model/json.ts";

/** Source node of a stack file, with its place. */
export type StackNode = ScalarNode | ArrayNode | ObjectNode;

/** Single value. */
export interface ScalarNode {
  readonly kind: "scalar";
  readonly value: string | number | boolean | null;
  readonly range: Range;
  /** Text of an unquoted scalar, whose type depends on it: `0x1F` for the number 31. */
  readonly plainText?: string;
  /** `true` when `\` escapes a character in the source, as between double quotes. */
  readonly hasEscapes: boolean;
}

/** YAML sequence. */
export interface ArrayNode {
  readonly kind: "array";
  readonly items: readonly StackNode[];
  readonly range: Range;
}

/** YAML mapping, in file order. Keys are unique. */
export interface ObjectNode {
  readonly kind: "object";
  readonly entries: readonly NodeEntry[];
  readonly range: Range;
}

/** Key of an object and its value. */
export interface NodeEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: StackNode;
}

/** Describes a node for a message: `an array`, `the number 3`. */
export function describeNode(node: StackNode): string {
  if (node.kind === "array") return "an array";
  if (node.kind === "object") return "an object";
  if (node.value === null) return "empty";
  if (typeof node.value === "string") return "a string";
  return typeof node.value === "number" ? `the number ${node.value}` : String(node.value);
}

/** Converts a node to plain JSON, without evaluating expressions. */
export function plainOf(node: StackNode): Json {
  switch (node.kind) {
    case "scalar":
      return typeof node.value === "string" ? node.value.replaceAll("$$", "$") : node.value;
    case "array":
      return node.items.map(plainOf);
    case "object":
      return Object.fromEntries(node.entries.map(({ key, value }) => [key, plainOf(value)]));
  }
}

/** Returns the value of a key of an object. */
export function valueAt(node: StackNode | undefined, key: string): StackNode | undefined {
  return node?.kind === "object" ? node.entries.find((entry) => entry.key === key)?.value : undefined;
}

/** Returns whether a key has no value. */
export function isEmpty(node: StackNode): boolean {
  return node.kind === "scalar" && node.value === null;
}
