import { describeApiError } from "../client/responses.ts";
import { cut, plainText } from "../diagnostics/safeText.ts";
import { checkResult } from "../invocation/checkParams.ts";
import { failureText } from "../invocation/errors.ts";
import type { Activation } from "../model/activation.ts";
import { formatDuration } from "../model/duration.ts";
import type { Outcome, Rejected } from "../model/outcome.ts";
import type { Check } from "./readCheck.ts";

const longestResult = 300;

/** Judgment of one call of a check. */
export type Judgment =
  | { readonly kind: "healthy"; readonly activation: Activation }
  | {
      readonly kind: "unhealthy";
      /** One clause, printable and without secrets. */
      readonly reason: string;
      /**
       * Result of the run, when it violates its schema: a further clause, printable, bounded and
       * without secrets.
       */
      readonly result?: string;
      readonly activationId?: string;
    }
  /** The API refused the call for a permanent reason. */
  | { readonly kind: "refused"; readonly outcome: Rejected };

/** Options for what a message may contain. */
export interface JudgeOptions {
  /** Removes the secrets from a text. */
  readonly clean: (text: string) => string;
  /** `true` when the result as a whole is secret. */
  readonly isResultSecret: boolean;
}

/** Judges one call of a check by its outcome. */
export function judgeCall(check: Check, outcome: Outcome, options: JudgeOptions): Judgment {
  const printable = (text: string): string => plainText(options.clean(text));
  switch (outcome.kind) {
    case "succeeded":
    case "failed": {
      const { activation } = outcome;
      const { activationId } = activation;
      if (check.success && outcome.kind === "failed") {
        return { kind: "unhealthy", reason: printable(failureText(activation)), activationId };
      }
      const violation = checkResult(check, activation.response.result);
      if (violation === undefined) return { kind: "healthy", activation };
      const result = resultText(activation, options);
      return { kind: "unhealthy", reason: printable(violation.reason), result, activationId };
    }
    case "unreadable":
      return { kind: "unhealthy", reason: printable(`the run has no record: ${outcome.reason}`) };
    case "pending": {
      const { activationId } = outcome;
      const reason = `the run did not end within ${formatDuration(check.timeoutMs)}`;
      return { kind: "unhealthy", reason, activationId };
    }
    case "rejected":
      if (!outcome.isTemporary) return { kind: "refused", outcome };
      return { kind: "unhealthy", reason: printable(describeApiError(outcome.error)) };
    case "notSent":
      return { kind: "unhealthy", reason: printable(`the call was not sent: ${outcome.reason}`) };
    case "unknown":
      return { kind: "unhealthy", reason: printable(`no usable response: ${outcome.reason}`) };
  }
}

function resultText({ response }: Activation, { clean, isResultSecret }: JudgeOptions): string {
  if (isResultSecret) return "the result is secret";
  // Truncate only after redaction: a truncated secret would not be found.
  return `the result is ${cut(plainText(clean(JSON.stringify(response.result))), longestResult)}`;
}
