/** Returns the text of a file that a stack file names; `undefined` when it does not exist. @throws UnreadableFile for one that may not be read */
export type ReadProjectFile = (path: string) => string | undefined;

/** Why a file that a stack file names is not read. */
export class UnreadableFile extends Error {
  override readonly name = "UnreadableFile";
  /** Clause that follows the path: `is outside the project`. */
  readonly reason: string;
  /** What to do, starting with a verb. */
  readonly hint: string;

  constructor(reason: string, hint: string) {
    super(reason);
    this.reason = reason;
    this.hint = hint;
  }
}
