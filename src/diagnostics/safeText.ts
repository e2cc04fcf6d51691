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
