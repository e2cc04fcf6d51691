import type { ErrorCode } from "../diagnostics/errorCatalogue.ts";
import type { Problem } from "../model/problem.ts";

/** A problem of an input, with its code. */
export interface Issue extends Problem {
  readonly code: ErrorCode;
}
