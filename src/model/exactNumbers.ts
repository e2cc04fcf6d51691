import type { Json } from "./json.ts";

/** Number of digits from which a double may not hold a number exactly. */
const shortestInexact = 16;
/** From this value on, JSON writes numbers with an exponent, which parsers read as floating-point numbers. */
const leastWithExponent = 1e21;

/**
 * Returns whether a number is an integer that may have been rounded. JavaScript and Pulumi keep
 * numbers as doubles, which hold integers exactly up to 2^53 - 1. JSON would write the rounded
 * integer as plain digits, as if it were exact.
 */
export function isInexactInteger(value: number): boolean {
  return Number.isInteger(value) && !Number.isSafeInteger(value) && Math.abs(value) < leastWithExponent;
}

/**
 * Returns whether a number literal of JSON or YAML is an integer that a double cannot hold, or too
 * large for a double.
 */
export function isInexactText(text: string): boolean {
  if (/\d/.test(text) && Math.abs(Number(text)) === Infinity) return true;
  return /^[-+]?(\d+|0x[\da-f]+|0o[0-7]+)$/i.test(text) && !Number.isSafeInteger(unsigned(text));
}

// `Number` does not accept a sign before `0x` and `0o`.
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

/** Returns whether JSON text contains a number that a double cannot hold. */
export function hasInexactNumber(text: string): boolean {
  return quoteInexactNumbers(text) !== text;
}

/** Matches every inexact number: 16 digits, or an exponent of three digits. */
const mayBeInexact = /\d{16}|\d[eE]\+?\d{3}/;
const quote = 0x22;
const backslash = 0x5c;

/** Quotes the numbers of JSON text that a double cannot hold. Takes time linear in the length of the text. */
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

/**
 * Returns whether a character can be part of a number. `e` and `E` count only within a number: JSON
 * literals start with other letters and are short.
 */
function isOfNumber(code: number): boolean {
  return (
    (code >= 0x30 && code <= 0x39) ||
    code === 0x2d ||
    code === 0x2b ||
    code === 0x2e ||
    (code | 0x20) === 0x65
  );
}
