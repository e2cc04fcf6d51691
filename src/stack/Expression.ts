import type { Range } from "../diagnostics/Range.ts";
import type { FunctionName } from "./functionNames.ts";

/** A value of a stack file as it is to be worked out. */
export type Expression =
  | LiteralExpression
  | TextExpression
  | ReferenceExpression
  | ListExpression
  | ObjectExpression
  | CallExpression;

/** A value without expressions in it; `$${` is already `${`. */
export interface LiteralExpression {
  readonly kind: "literal";
  readonly value: string | number | boolean | null;
  readonly range: Range;
}

/** Text with references in it: `echo ${warm.activationId}`. */
export interface TextExpression {
  readonly kind: "text";
  readonly parts: readonly (string | Reference)[];
  readonly range: Range;
}

/** A reference that is the whole value and so keeps its type: `${migrate.result.tables}`. */
export interface ReferenceExpression {
  readonly kind: "reference";
  readonly reference: Reference;
  readonly range: Range;
}

/** `[a, b]` */
export interface ListExpression {
  readonly kind: "list";
  readonly items: readonly Expression[];
  readonly range: Range;
}

/** `{ key: value }` */
export interface ObjectExpression {
  readonly kind: "object";
  readonly entries: readonly ObjectEntry[];
  readonly range: Range;
}

/** One key of an object and its value. */
export interface ObjectEntry {
  readonly key: string;
  readonly keyRange: Range;
  readonly value: Expression;
}

/** `fn::toJSON: value` */
export interface CallExpression {
  readonly kind: "call";
  readonly name: FunctionName;
  readonly argument: Expression;
  readonly range: Range;
}

/** What stands between `${` and `}`. */
export interface Reference {
  /** The name that begins it. */
  readonly root: string;
  readonly rootRange: Range;
  /** The keys and indexes that follow. */
  readonly path: readonly PathStep[];
  /** From `${` to `}`. */
  readonly range: Range;
}

/** One key or index of a reference. */
export interface PathStep {
  readonly step: string | number;
  readonly range: Range;
}
