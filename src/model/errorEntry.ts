/** Meaning of an error code. `docs/errors.md` is generated from the catalogue. */
export interface ErrorEntry {
  /**
   * Exit code of the process: 0 for a warning, 1 the action failed, 2 invalid input, 3 refused, 4 not sent, 5 pending or unknown, 6 engine
   * or state, 70 a bug in this package.
   */
  readonly exitCode: 0 | 1 | 2 | 3 | 4 | 5 | 6 | 70;
  /** Meaning of the code, one or two sentences. */
  readonly meaning: string;
  /** Default hint, starting with a verb. Applies where the error has no more specific one. */
  readonly hint: string;
}
