import { NcfError } from "../../diagnostics/ncfError.ts";
import { errorCatalogue, type ErrorCode } from "../../model/errorCatalogue.ts";

/** Result of one check of the machine. Holds no secret. */
export interface Finding {
  /** Subject of the check: `engine`, `credentials`. */
  readonly check: string;
  /** `warning`: everything works, with less safety or not everywhere. `problem`: a command fails. */
  readonly status: "ok" | "warning" | "problem";
  /** Result of the check, as a clause. */
  readonly text: string;
  /** Hint, starting with a verb; absent when there is no problem. */
  readonly hint?: string;
  /** Code of the error that a command would end with. */
  readonly code?: ErrorCode;
}

/** Returns the finding that all is well. */
export function ok(check: string, text: string): Finding {
  return { check, status: "ok", text };
}

/** Returns a warning. */
export function warning(check: string, text: string, hint: string): Finding {
  return { check, status: "warning", text, hint };
}

/** Returns a problem. @param hint - What to do. @default the hint of the catalogue */
export function problem(
  check: string,
  code: ErrorCode,
  text: string,
  hint: string = errorCatalogue[code].hint,
): Finding {
  return { check, status: "problem", text, hint, code };
}

/** Returns the error of a check as a finding. @throws any other value than an NcfError */
export function findingOf(check: string, error: unknown): Finding {
  if (!NcfError.is(error)) throw error;
  return problem(check, error.code, error.reason, error.hint);
}
