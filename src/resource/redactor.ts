import { NcfError } from "../diagnostics/ncfError.ts";
import { createMask } from "../diagnostics/redact.ts";
import { cut } from "../diagnostics/safeText.ts";
import type { Issue } from "../model/issue.ts";
import { type Json, toPointer } from "../model/json.ts";
import type { ResourceKey } from "../model/resourceKey.ts";
import type { StepInputs } from "./steps.ts";

/** The error of an action may be as long as its result, 1 MiB. */
const longestText = 8000;
/** Only this much of a text is searched for secrets, since no more is kept. */
const longestRead = 4 * longestText;

/** What a step knows of secrets. */
export interface SecretHolder extends Pick<StepInputs, "inputs" | "secretPointers"> {
  /** Resource of the step. */
  readonly key?: ResourceKey;
  /** Secrets that are not among the inputs. */
  readonly further?: readonly string[];
}

/** Returns a text without secrets, cut to 8000 characters. */
export type Redactor = (text: string) => string;

/** Returns a redactor for the secrets of a step's inputs and further ones, such as the secret key. */
export function createRedactor(
  { inputs, secretPointers }: Pick<StepInputs, "inputs" | "secretPointers">,
  furtherSecrets: readonly string[],
): Redactor {
  const mask = createMask([...furtherSecrets, ...secretsAt(inputs, secretPointers)]);
  return (text) => {
    // Cut only after redaction: a cut through a secret would leave its beginning.
    return cut(mask(text.slice(0, longestRead)), longestText);
  };
}

/**
 * Returns a redactor that collects the secrets of a step when there is something to print, and once more when more of them are known.
 * @param known - Returns the secrets besides those of the step: the secret key, from the first use of the credentials on.
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

/** Key that reads like the name of a field. Messages name the places of mistakes by such keys. */
const fieldName = /^[A-Za-z_-]{1,40}$/;

/**
 * Returns every string and number at or below the places in a value that JSON pointers name, and the keys below them that are more than
 * names of fields.
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

/** Reports whether a JSON pointer names a place or something below it. */
export function isAtOrBelow(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}

/** Returns issues without secrets. */
export function redactIssues(issues: readonly Issue[], clean: Redactor): readonly Issue[] {
  return issues.map(({ code, pointer, reason, hint }) => ({
    code,
    pointer: clean(pointer),
    reason: clean(reason),
    hint: clean(hint),
  }));
}

/** Returns an error without secrets in its message and stack. Other values than errors are returned as they are. */
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
    // It may have been rendered already, with the original message.
    error.stack = clean(error.stack ?? "");
  }
  return error;
}
