import { NcfError } from "../diagnostics/ncfError.ts";
import { createMask } from "../diagnostics/redact.ts";
import { cut } from "../diagnostics/safeText.ts";
import type { Issue } from "../model/issue.ts";
import { type Json, toPointer } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { StepInputs } from "./steps.ts";

/** Maximum length of a text, characters. The error of an action may be as long as its result, 1 MiB. */
const longestText = 8000;
/** Number of characters that are searched for secrets; the rest is dropped. */
const longestRead = 4 * longestText;

/** Source of the secrets of a step. */
export interface SecretHolder extends Pick<StepInputs, "inputs" | "secretPointers"> {
  /** Resource of the step. */
  readonly key?: ResourceKey;
  /** Secrets that are not among the inputs. */
  readonly further?: readonly string[];
}

/** Redacts a text and truncates it to 8000 characters. */
export type Redactor = (text: string) => string;

/**
 * Returns a redactor for the secrets in the inputs of a step, and for further ones such as the
 * secret key.
 */
export function createRedactor(
  { inputs, secretPointers }: Pick<StepInputs, "inputs" | "secretPointers">,
  furtherSecrets: readonly string[],
): Redactor {
  const mask = createMask([...furtherSecrets, ...secretsAt(inputs, secretPointers)]);
  return (text) => {
    // Truncate only after redaction: a truncated secret would not be found.
    return cut(mask(text.slice(0, longestRead)), longestText);
  };
}

/**
 * Returns a redactor that collects the secrets of a step at its first use, and again when more of
 * them are known.
 * @param known - Returns the secrets in addition to those of the step: the secret key, from the
 * first use of the credentials on.
 */
export function lazyRedactor(step: SecretHolder, known: () => readonly string[]): Redactor {
  let made: { readonly count: number; readonly clean: Redactor } | undefined;
  return (text) => {
    const secrets = known();
    if (made?.count !== secrets.length) {
      made = { count: secrets.length, clean: createRedactor(step, [...secrets, ...(step.further ?? [])]) };
    }
    return made.clean(text);
  };
}

/** Matches a key that looks like a field name. Messages use such keys to locate issues. */
const fieldName = /^[A-Za-z_-]{1,40}$/;

/**
 * Returns all strings and numbers at or below the places of JSON pointers, and the keys below them
 * that are not plain field names.
 */
export function secretsAt(value: Json | undefined, pointers: readonly string[], at = ""): string[] {
  if (typeof value === "string" || typeof value === "number") {
    return pointers.some((one) => isAtOrBelow(at, one)) ? [String(value)] : [];
  }
  if (typeof value !== "object" || value === null) return [];
  const isSecret = !Array.isArray(value) && pointers.some((one) => isAtOrBelow(at, one));
  return Object.entries(value).flatMap(([key, part]) => [
    ...(isSecret && !fieldName.test(key) ? [key] : []),
    ...secretsAt(part, pointers, at + toPointer([key])),
  ]);
}

/** Returns whether a JSON pointer is equal to a place or below it. */
export function isAtOrBelow(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

/** Redacts secrets in issues. */
export function redactIssues(issues: readonly Issue[], clean: Redactor): readonly Issue[] {
  return issues.map(({ code, pointer, reason, hint }) => ({
    code,
    pointer: clean(pointer),
    reason: clean(reason),
    hint: clean(hint),
  }));
}

/** Redacts secrets in the message and stack of an error. Returns other values unchanged. */
export function redactError<T>(error: T, clean: Redactor): T {
  if (NcfError.is(error)) {
    const redacted = new NcfError(error.code, {
      reason: clean(error.reason),
      hint: clean(error.hint),
      details: error.details.map(clean),
      ...(error.note === undefined ? {} : { note: clean(error.note) }),
    });
    redacted.stack = clean(error.stack ?? "");
    return redacted as T & NcfError;
  }
  if (error instanceof Error) {
    error.message = clean(error.message);
    // The stack may already contain the original message.
    error.stack = clean(error.stack ?? "");
  }
  return error;
}
