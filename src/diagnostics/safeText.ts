import { stripVTControlCharacters } from "node:util";

const hidden = "[secret]";
/** Shorter secrets are not redacted: that would garble ordinary words. */
const minSecretLength = 4;

/**
 * Replaces secrets in a string that is about to be printed: as they are, as JSON escapes them, and as JSON escapes that
 * again. Leaves secrets of fewer than four characters.
 */
export function redact(text: string, secrets: Iterable<string>): string {
  let clean = text;
  // Longest first, so that a secret that contains another one leaves no rest behind.
  const sorted = [...new Set(secrets)].filter((one) => one.length >= minSecretLength);
  sorted.sort((a, b) => b.length - a.length);
  for (const secret of sorted) {
    const escaped = inJson(secret);
    for (const form of new Set([inJson(escaped), escaped, secret])) clean = clean.replaceAll(form, hidden);
  }
  return clean;
}

function inJson(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

/** Quotes a word for a POSIX shell, for commands that are printed to be pasted. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const maxForeignLength = 1000;

/** Turns a foreign string into one printable line: truncated, without tags and control characters, with single spaces. */
export function plainText(text: string): string {
  return text
    .slice(0, maxForeignLength)
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}

/** Turns a line of foreign text into a printable line with its blanks and tags, truncated to so many characters. */
export function printableLine(text: string, most: number): string {
  const line = stripVTControlCharacters(text)
    .replaceAll("\t", "  ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trimEnd();
  return line.length > most ? `${line.slice(0, most)}…` : line;
}
