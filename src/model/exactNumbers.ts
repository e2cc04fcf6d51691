import type { Json } from "./json.ts";

/** Digits from which a number may be one that a double cannot hold. */
const shortestInexact = 16;
/** From here on JSON is written with an exponent, which every reader takes for a floating-point number. */
const leastWithExponent = 1e21;

/**
 * Returns whether a number is an integer that may have been rounded on its way: JavaScript and Pulumi keep numbers as doubles, which
 * hold integers exactly up to 2^53 - 1. JSON would write the rounded one as plain digits, as if it were exact.
 */
export function isInexactInteger(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < leastWithExponent;
}

/** Returns whether the text of a number, as JSON or YAML has it, means an integer that a double cannot hold, or a number too large for one. */
export function isInexactText(text: string): boolean {
  if (/\d/.test(text) && Math.abs(Number(text)) === Infinity) return true;
  return /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(text) && !Number.isSafeInteger(unsigned(text));
}

// `Number` reads no sign before `0x` and `0o`.
function unsigned(text: string): number {
  return Number(text.replace(/^[-+]/, ""));
}

/**
 * Parses JSON without rounding: a number that a double cannot hold (an integer beyond 2^53 - 1, or anything beyond 1.8e308) becomes the
 * string of its characters, so `{"id":1234567890123456789}` becomes `{ id: "1234567890123456789" }`.
 * @throws SyntaxError when it is not JSON
 */
export function parseExactJson(text: string): Json {
  const value = JSON.parse(text) as Json;
  const exact = quoteInexactNumbers(text);
  return exact === text ? value : (JSON.parse(exact) as Json);
}

/** Returns whether a JSON text has a number that a double cannot hold. */
export function hasInexactNumber(text: string): boolean {
  return quoteInexactNumbers(text) !== text;
}

/** What every inexact number has: 16 digits, or an exponent of three. */
const mayBeInexact = /\d{16}|\d[eE]\+?\d{3}/;
const quote = 0x22;
const backslash = 0x5c;

/** Puts the numbers of a JSON text that a double cannot hold in quotes. Takes time linear in the text. */
function quoteInexactNumbers(text: string): string {
  if (!mayBeInexact.test(text)) return text;
  let exact = "";
  let kept = 0;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === quote) {
      at = endOfString(text, at);
    } else if (isOfNumber(code)) {
      const start = at;
      let hasExponent = false;
      while (isOfNumber(text.charCodeAt(at + 1))) {
        at += 1;
        hasExponent ||= (text.charCodeAt(at) | 0x20) === 0x65;
      }
      const end = at + 1;
      if (!hasExponent && end - start < shortestInexact) continue;
      const number = text.slice(start, end);
      if (!isInexactText(number)) continue;
      exact += `${text.slice(kept, start)}"${number}"`;
      kept = end;
    }
  }
  return kept === 0 ? text : exact + text.slice(kept);
}

function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === backslash) at += 1;
    else if (code === quote) return at;
  }
  return text.length;
}

/** `e` and `E` only count within a number: the words of JSON begin with another letter, and are not long. */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    (code | 0x20) === 0x65
  );
}
