import type { ErrorCode } from "./errorCatalogue.ts";

/** Reason why an input cannot be used. Never contains the value of a params field. */
export interface Issue {
  readonly code: ErrorCode;
  /** JSON pointer to the input, such as `/region`. */
  readonly pointer: string;
  /**
   * Description of the problem: a sentence without a period, or a clause that can follow the name
   * of the input.
   */
  readonly reason: string;
  /** Correction, starting with a verb. */
  readonly hint: string;
}

/** Formats an issue with its place: `/region: …`. */
export function issueText({ pointer, reason }: Pick<Issue, "pointer" | "reason">): string {
  return pointer === "" ? reason : `${pointer}: ${reason}`;
}
