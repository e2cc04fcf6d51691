import { minSecretLength } from "../../diagnostics/redact.ts";

/** Words that logs are full of; a mask of one would hide nothing and garble everything. */
const commonWords: ReadonlySet<string> = new Set(["true", "false", "null", "none"]);

/**
 * Returns the lines of secrets that a runner can mask, longest first: it compares line by line, so that a secret of several lines needs a mask for
 * each. Lines that are too short to be told from ordinary text are left out.
 */
export function maskableLines(secrets: Iterable<string>): readonly string[] {
  const lines = [...secrets].flatMap((secret) => secret.split(/\r\n|\r|\n/)).map((line) => line.trim());
  const unique = new Set(
    lines.filter((line) => line.length >= minSecretLength && !commonWords.has(line.toLowerCase())),
  );
  return [...unique].sort((a, b) => b.length - a.length);
}
