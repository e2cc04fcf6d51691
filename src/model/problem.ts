/** Why one input cannot be used. Never holds the value of a params field. */
export interface Problem {
  /** JSON pointer to the input, such as `/region`. */
  readonly pointer: string;
  /** What is wrong, as a clause that can follow the field's name. */
  readonly reason: string;
  /** What to write instead. */
  readonly hint: string;
}
