/** One place where a value breaks its schema. Holds keys, never values. */
export interface SchemaFailure {
  /** JSON pointer to the value: `/user/name`; `""` is the whole value. */
  readonly pointer: string;
  /** The keyword that failed: `required`. */
  readonly rule: string;
  /** What the schema asks for, in words: `must be integer`. */
  readonly expected: string;
  /** The schema's own description of the value, when it has one. */
  readonly description?: string;
}
