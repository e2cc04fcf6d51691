import { stripVTControlCharacters } from "node:util";

/** Quotes a word for a POSIX shell, for commands that are printed to be pasted. */
export function shellWord(word: string): string {
  return /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}

const maxForeignLength = 1000;

/** Cuts a text to so many characters. The ellipsis tells where a secret may have been cut in two. */
export function cut(text: string, most: number): string {
  return text.length > most ? `${text.slice(0, most)}…` : text;
}

/** Turns a foreign string into one printable line: without tags and control characters, with single spaces, cut to 1000 characters. */
export function plainText(text: string): string {
  const plain = text
    .slice(0, 4 * maxForeignLength)
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
  return cut(plain, maxForeignLength);
}

/** Control characters besides tab and line break, and what changes the direction or the lines of a text that is shown. */
const unprintable = /(?![\t\n])\p{Cc}|[\u061c\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu;
/** Line or part of one that a CI service takes for a command: GitHub Actions reads `::` behind blanks and `##[` anywhere, Azure Pipelines `##vso[`. */
const workflowCommand = /^(\s*):(?=:)|#(?=#(?:\[|vso\[))/gim;

/**
 * Returns a text that a terminal and the log of a CI service show as it is: control characters and directional marks as `\u001b`, and a
 * workflow command with its first character written so. What it changes in JSON still means the same.
 */
export function printable(text: string): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(unprintable, escaped)
    .replace(
      workflowCommand,
      (found, blanks: string | undefined) => `${blanks ?? ""}${escaped(found.at(-1) as string)}`,
    );
}

function escaped(character: string): string {
  return `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}

/** Indents all lines of a text but the first, so that none of them can be taken for a message of its own. */
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
