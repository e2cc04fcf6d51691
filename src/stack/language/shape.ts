/**
 * Description of a valid value at a place in a stack file. Both the checks and the JSON Schema for
 * editors are derived from shapes, so that they cannot differ.
 */
export type Shape =
  | StringShape
  | { readonly kind: "boolean" }
  /** Any value without expressions. */
  | { readonly kind: "constant" }
  | ExpressionShape
  | { readonly kind: "array"; readonly item: Shape }
  | RecordShape
  | DictionaryShape
  /** One of two shapes: the second if the value is an object. */
  | { readonly kind: "orObject"; readonly plain: Shape; readonly object: Shape }
  | TaggedShape;

/** String without expressions. */
export interface StringShape {
  readonly kind: "string";
  /** Allowed values. */
  readonly choices?: readonly string[];
  /** Pattern that the string must match, with its description for messages. */
  readonly pattern?: { readonly source: string; readonly says: string };
}

/** Type of a value, as far as known before evaluation. */
export type ValueType = "string" | "number" | "boolean" | "array" | "object" | "any";

/** Value that may be or contain expressions. */
export interface ExpressionShape {
  readonly kind: "expression";
  /** Allowed types. */
  readonly types: readonly ValueType[];
  /** Allowed values. */
  readonly choices?: readonly string[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly isInteger?: boolean;
  /** Type of every item of an array, or of every value of an object. */
  readonly itemType?: "string";
  /** Keys of an object, if known. */
  readonly fields?: Readonly<Record<string, Field>>;
}

/** Object with known keys. */
export interface RecordShape {
  readonly kind: "record";
  /** Description for messages: `a resource`. */
  readonly subject: string;
  readonly fields: Readonly<Record<string, Field>>;
  /** Keys of Pulumi YAML that stack files do not support, with reasons. */
  readonly unsupported?: Readonly<Record<string, string>>;
}

/** Key of a record. */
export interface Field {
  readonly shape: Shape;
  /** One or two sentences, for editors. */
  readonly description: string;
  readonly isRequired?: boolean;
}

/** Object with user-defined keys. */
export interface DictionaryShape {
  readonly kind: "dictionary";
  /** Description of one entry for messages: `resource`. */
  readonly subject: string;
  readonly value: Shape;
}

/** Record with a key whose value determines the shape of another key. */
export interface TaggedShape {
  readonly kind: "tagged";
  readonly base: RecordShape;
  /** Key that determines the shape. */
  readonly tag: string;
  /** Key whose shape depends on it. */
  readonly content: string;
  readonly cases: Readonly<Record<string, { readonly shape: RecordShape; readonly description: string }>>;
}
