import type { ErrorCode } from "./errorCatalogue.ts";

/** Why one input cannot be used. Never holds the value of a params field. */
export interface Issue {
  readonly code: ErrorCode;
  /** JSON pointer to the input, such as `/region`. */
  readonly pointer: string;
  /** What is wrong, as a sentence without a full stop or a clause that can follow the input's name. */
  readonly reason: string;
  /** What to do instead, starting with a verb. */
  readonly hint: string;
}

/** Returns where an issue is and what is wrong: `/region: …`. */
export function issueText({ pointer, reason }: Pick<Issue, "pointer" | "reason">): string {
  return pointer === "" ? reason : `${pointer}: ${reason}`;
}
