import { type Issue, issueText } from "../model/issue.ts";
import { errorCatalogue, type ErrorCode } from "../model/errorCatalogue.ts";
import type { ErrorEntry } from "../model/errorEntry.ts";
import { indentFlush } from "./safeText.ts";

const brand = Symbol.for("pulumi-ncloud-functions.NcfError");

/** Options of {@link NcfError}. */
export interface NcfErrorOptions {
  /** Subject, what failed and why: `cannot call db/migrate: …`. No secrets. */
  readonly reason: string;
  /** Hint, starting with a verb. @default the hint of the catalogue */
  readonly hint?: string;
  /** Lines to show below the reason, such as logs. No secrets. @default none */
  readonly details?: readonly string[];
  /** Earlier effects of the deployment, shown below the hint. No secrets. @default none */
  readonly note?: string;
  readonly cause?: unknown;
}

/** The only error class of this package. `message` consists of code, reason, details, hint and note. */
export class NcfError extends Error {
  override readonly name = "NcfError";
  readonly code: ErrorCode;
  readonly reason: string;
  readonly hint: string;
  readonly details: readonly string[];
  readonly note: string | undefined;
  readonly exitCode: ErrorEntry["exitCode"];

  constructor(code: ErrorCode, options: NcfErrorOptions) {
    const entry = errorCatalogue[code];
    const { reason, hint = entry.hint, details = [], note } = options;
    const lines = [...details, `hint: ${hint}`, ...(note === undefined ? [] : [note])];
    super(
      [`${code}: ${indentFlush(reason)}`, ...lines].join("\n  "),
      options.cause === undefined ? {} : { cause: options.cause },
    );
    this.code = code;
    this.reason = reason;
    this.hint = hint;
    this.details = details;
    this.note = note;
    this.exitCode = entry.exitCode;
    // A brand instead of `instanceof`: a process may load two copies of this package.
    Object.defineProperty(this, brand, { value: true });
  }

  /** Returns whether a caught value is an `NcfError`, even of another copy of this package. */
  static is(value: unknown): value is NcfError {
    return typeof value === "object" && value !== null && brand in value;
  }
}

/**
 * Returns the error of an issue.
 * @param subject - Owner of the inputs, such as `getActivation`. @default none: the context names
 * it
 */
export function issueError(issue: Issue, subject?: string): NcfError {
  const { code, hint } = issue;
  const reason = subject === undefined ? issueText(issue) : `${subject}: ${issueText(issue)}`;
  return new NcfError(code, { reason, hint });
}
