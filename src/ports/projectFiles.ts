/**
 * Reads a file that a stack file references; `undefined` when it does not exist. @throws
 * UnreadableFile when it may not be read
 */
export type ReadProjectFile = (path: string) => string | undefined;

/** Error for a file that a stack file references and that may not be read. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  /** Clause that follows the path: `is outside the project`. */
  readonly reason: string;
  /** Hint, starting with a verb. */
  readonly hint: string;

  constructor(reason: string, hint: string) {
    super(reason);
    this.reason = reason;
    this.hint = hint;
  }
}
