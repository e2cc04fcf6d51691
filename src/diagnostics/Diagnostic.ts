import type { ErrorCode } from "./errorCatalogue.ts";
import type { Range } from "./Range.ts";

/** One mistake in a file, with its place. */
export interface Diagnostic {
  readonly code: ErrorCode;
  /** What is wrong, one sentence without a full stop. No secrets. */
  readonly message: string;
  /** What to write or do instead. */
  readonly hint: string;
  /** Path of the file, as it was given. */
  readonly file: string;
  readonly range: Range;
  /** Other places that have to do with it, in the same file. */
  readonly related?: readonly RelatedPlace[];
}

/** Another place that has to do with a mistake. */
export interface RelatedPlace {
  /** What is there: `first declared here`. */
  readonly message: string;
  readonly range: Range;
}
