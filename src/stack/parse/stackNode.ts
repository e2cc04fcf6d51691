import type { Range } from "../../diagnostics/diagnostic.ts";

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
