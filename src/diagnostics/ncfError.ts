import { errorCatalogue, type ErrorCode, type ErrorEntry } from "../model/errorCatalogue.ts";

const brand = Symbol.for("pulumi-ncloud-functions.NcfError");

/** What an error says beside its code. */
export interface NcfErrorOptions {
  /** What failed, on what and why: `cannot call db/migrate: …`. No secrets. */
  readonly reason: string;
  /** What to do; the catalogue's own hint by default. */
  readonly hint?: string;
  readonly cause?: unknown;
}

/** The one error of this package. Its `code` says which; `message` holds code, reason and hint. */
export class NcfError extends Error {
  override readonly name = "NcfError";
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
  readonly exitCode: ErrorEntry["exitCode"];

  constructor(code: ErrorCode, parts: NcfErrorOptions) {
    const entry = errorCatalogue[code];
    const hint = parts.hint ?? entry.hint;
    super(
      `${code}: ${parts.reason}\n  hint: ${hint}`,
      parts.cause === undefined ? {} : { cause: parts.cause },
    );
    this.code = code;
    this.reason = parts.reason;
    this.hint = hint;
    this.exitCode = entry.exitCode;
    // A brand and not `instanceof`: the provider's code may be loaded twice in one process.
    Object.defineProperty(this, brand, { value: true });
  }

  /** Whether a caught value is such an error, also when another copy of this package made it. */
  static is(value: unknown): value is NcfError {
    return typeof value === "object" && value !== null && brand in value;
  }
}
