const longestText = 1000;

/** A foreign text as one printable line: cut, tags and control characters removed, white space joined. */
export function plainText(text: string): string {
  return text
    .slice(0, longestText)
    .replace(/<[^<>]*>/g, " ")
    .replace(/[\p{Cc}\p{Cf}\s]+/gu, " ")
    .trim();
}
