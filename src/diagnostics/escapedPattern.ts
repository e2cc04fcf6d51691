/**
 * Blank, literal or escaped for a form field, a URL, JSON or HTML. Bounded repetition keeps
 * matching fast.
 */
const blank = String.raw`(?:[ +]|%(?:20|0[9aAdD])|\\[nrtbf]|\\u00(?:20|0[9aAdD])|&#(?:32|9|10|13|[xX](?:20|9|[aA]|[dD]));|&nbsp;){1,200}`;

const entities: Readonly<Record<string, string>> = {
  "&": "amp",
  "<": "lt",
  ">": "gt",
  '"': "quot",
  "'": "apos",
};

/**
 * Returns a pattern that matches a text in which each character is literal or escaped for JSON, a
 * URL or HTML. It matches in any context, because a decoder could read the start of the text as the
 * end of an escape. Runs of blanks match runs of blanks.
 */
export function escapedPattern(text: string): RegExp {
  const parts = [...text.replaceAll(/ +/g, " ")].map((one) => (one === " " ? blank : patternOf(one)));
  return new RegExp(parts.join(""), "g");
}

/** Patterns of ASCII characters: each step has a redactor of its own. */
const patterns = new Map<string, string>();

function patternOf(character: string): string {
  const known = patterns.get(character);
  if (known !== undefined) return known;
  const pattern = written(character);
  if (character <= "~") patterns.set(character, pattern);
  return pattern;
}

/** Returns the pattern of one character in all ways in which it may be written. */
function written(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const units = Array.from({ length: character.length }, (_, at) => character.charCodeAt(at));
  const entity = entities[character];
  const forms = [
    // Each layer of JSON doubles a backslash.
    `${/["'\\/]/.test(character) ? String.raw`\\*` : ""}${character.replace(/[\\^$.*+?()[\]{}|/]/, String.raw`\$&`)}`,
    units.map((unit) => String.raw`\\+u${hex(unit, 4)}`).join(""),
    ...(code < 0x1_00 ? [String.raw`\\+x${hex(code, 2)}`] : []),
    Array.from(Buffer.from(character), (byte) => `%${hex(byte, 2)}`).join(""),
    `&#0{0,6}${code};`,
    `&#[xX]0{0,6}${hex(code, 1)};`,
    ...(entity === undefined ? [] : [`&${entity};`]),
  ];
  return `(?:${forms.join("|")})`;
}

/** Returns the pattern of a number in hexadecimal, in upper or lower case. */
function hex(value: number, digits: number): string {
  const text = value.toString(16).padStart(digits, "0");
  return text.replace(/[a-f]/g, (letter) => `[${letter}${letter.toUpperCase()}]`);
}
