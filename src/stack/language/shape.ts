/**
 * What may stand at a place of a stack file. The checks and the JSON Schema for editors are both made from shapes, so
 * that they cannot say different things.
 */
export type Shape =
  | TextShape
  | { readonly kind: "boolean" }
  /** Any value without expressions. */
  | { readonly kind: "constant" }
  | ExpressionShape
  | { readonly kind: "list"; readonly item: Shape }
  | RecordShape
  | DictionaryShape
  /** Either of two: the second when the value is a mapping. */
  | { readonly kind: "orMap"; readonly plain: Shape; readonly map: Shape }
  | TaggedShape;

/** A text without expressions. */
export interface TextShape {
  readonly kind: "text";
  /** The only values allowed. */
  readonly choices?: readonly string[];
  /** What it has to match, and how that is said. */
  readonly pattern?: { readonly source: string; readonly says: string };
}

/** The types of a value that can be told apart before it is known. */
export type ValueType = "text" | "number" | "boolean" | "list" | "object" | "any";

/** A value that may be, or hold, expressions. */
export interface ExpressionShape {
  readonly kind: "expression";
  /** What it has to give; more than one when several will do. */
  readonly types: readonly ValueType[];
  /** The only values allowed. */
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isInteger?: boolean;
  /** Keys of an object, where they are known. */
  readonly fields?: Readonly<Record<string, Field>>;
}

/** A mapping with known keys. */
export interface RecordShape {
  readonly kind: "record";
  /** What it is, for messages: `a resource`. */
  readonly subject: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Keys that Pulumi YAML has and stack files leave out, and why. */
  readonly leftOut?: Readonly<Record<string, string>>;
}

/** One key of a record. */
export interface Field {
  readonly shape: Shape;
  /** One or two sentences, for the editor. */
  readonly description: string;
  readonly isRequired?: boolean;
}

/** A mapping from names of the user's own. */
export interface DictionaryShape {
  readonly kind: "dictionary";
  /** What one entry is, for messages: `resource`. */
  readonly subject: string;
  readonly value: Shape;
}

/** A record, one of whose keys tells what another one holds. */
export interface TaggedShape {
  readonly kind: "tagged";
  readonly base: RecordShape;
  /** The key that tells. */
  readonly tag: string;
  /** The key that depends on it. */
  readonly content: string;
  readonly cases: Readonly<Record<string, { readonly shape: RecordShape; readonly description: string }>>;
}
