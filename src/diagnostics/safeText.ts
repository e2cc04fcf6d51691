import { stripVTControlCharacters } from "node:util";

/** Quotes a word for a POSIX shell, for commands that users paste. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const maxForeignLength = 1000;

/** Truncates a text to a number of characters. The ellipsis marks where a secret may be truncated. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/**
 * Converts a foreign string to one printable line: without tags and control characters, with single
 * spaces, truncated to 1000 characters.
 */
export function plainText(text: string): string {
  const plain = text
    .slice(0, 4 * maxForeignLength)
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return cut(plain, maxForeignLength);
}

/**
 * Matches control characters except tab and line break, and characters that change the direction or
 * the lines of displayed text.
 */
const unprintable = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/**
 * Matches text that a CI service reads as a command: GitHub Actions reads `::` after blanks and
 * `##[` anywhere, Azure Pipelines `##vso[`.
 */
const workflowCommand = /^(\s*):(?=:)|#(?=#(?:\[|vso\[))/gim;

/**
 * Escapes a text for terminals and the logs of CI services: control characters, directional marks
 * and the first character of a workflow command become `\u001b`. JSON keeps its meaning.
 */
export function printable(text: string): string {
  return escapeControls(text).replace(
    workflowCommand,
    (found, blanks: string | undefined) => `${blanks ?? ""}${escaped(found.at(-1) as string)}`,
  );
}

/** Returns a text with control characters, besides tab and line break, and directional marks as `\u001b`. */
export function escapeControls(text: string): string {
  return text.replaceAll("\r\n", "\n").replace(unprintable, escaped);
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Indents all lines of a text except the first, so that none of them looks like a separate message. */
export function indentRest(text: string): string {
  return text.replace(/\n(?=.)/g, "\n  ");
}

/** Indents the lines of a text below its first that are not indented: those of a stack stay below its message. */
export function indentFlush(text: string): string {
  return text.replace(/\n(?=\S)/g, "\n  ");
}

/** Turns a line of foreign text into a printable line with its blanks and tags, truncated to so many characters. */
export function printableLine(text: string, most: number): string {
  const line = stripVTControlCharacters(text)
    .replaceAll("\t", "  ")
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]+/gu, " ")
    .trimEnd();
  return cut(line, most);
}
