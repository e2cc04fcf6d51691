import type { RelatedPlace, Range } from "../../diagnostics/diagnostic.ts";
import type { ErrorCode } from "../../model/errorCatalogue.ts";

/** What a stage of the reading finds wrong. */
export interface Finding {
  readonly code: ErrorCode;
  readonly range: Range;
  readonly message: string;
  /** The catalogue's own hint by default. */
  readonly hint?: string | undefined;
  readonly related?: readonly RelatedPlace[];
  /** What it is about, when that is more than its range: an earlier finding in there makes this one needless. */
  readonly about?: Range;
}

/** Takes one finding; the stage goes on after it. */
export type Report = (finding: Finding) => void;
