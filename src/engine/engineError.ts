import { errorCatalogue, type ErrorCode } from "../model/errorCatalogue.ts";
import { NcfError } from "../diagnostics/ncfError.ts";

// What the engine says, and the code under which it is known here.
const known: readonly (readonly [RegExp, ErrorCode])[] = [
  [/incorrect passphrase|passphrase must be set|decrypting secret value/, "NCF_PASSPHRASE"],
  // A file's lock, and the one of Pulumi's service.
  [/stack is currently locked|Another update is currently in progress/, "NCF_STACK_LOCKED"],
];

/**
 * Turns what stopped the engine into an error: under our own code where what it said first has or means one, else NCF_ENGINE_FAILED.
 * @param said - The errors among its events, each with the name of its resource.
 * @param cause - What the Automation API threw.
 */
export function engineError(said: readonly string[], cause: unknown): NcfError {
  const text = said.length > 0 ? said.join("\n") : errorText(cause);
  const own = /\b(NCF_[A-Z_]+): /.exec(said[0] ?? "")?.[1];
  if (own !== undefined && own in errorCatalogue) {
    return new NcfError(own as ErrorCode, {
      reason: text,
      // Each of our own messages ends with its hint already.
      hint: "as above; what was done so far is saved",
      cause,
    });
  }
  const code = known.find(([pattern]) => pattern.test(text))?.[1] ?? "NCF_ENGINE_FAILED";
  return new NcfError(code, { reason: text, cause });
}

/** The engine's own words out of an error of the Automation API, which holds all that the process wrote. */
function errorText(cause: unknown): string {
  const message = cause instanceof Error ? cause.message : String(cause);
  const errors = [...message.matchAll(/^ *(?:stderr: )?error: (.*)$/gm)].map(([, words]) => words as string);
  return errors.length === 0 ? message : [...new Set(errors)].join("\n");
}
