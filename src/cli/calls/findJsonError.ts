/** Place of the first error in a text that is not JSON. */
export interface JsonError {
  /** From 1. */
  readonly line: number;
  /** From 1, in UTF-16 units. */
  readonly column: number;
  /** Clause on what is wrong, without a part of the text, which may be secret. */
  readonly reason: string;
}

class Stop extends Error {
  readonly at: number;
  constructor(at: number, reason: string) {
    super(reason);
    this.at = at;
  }
}

const deepest = 500;
const literals = ["true", "false", "null"];
const numberPattern = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const stringPattern = /"(?:[^"\\\p{Cc}]|[\u007F-\u009F]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*/uy;

/**
 * Finds the first error of a text that `JSON.parse` refuses; the messages of `JSON.parse` quote the text, and seldom have a place.
 * @returns `undefined` for JSON
 */
export function findJsonError(text: string): JsonError | undefined {
  try {
    const end = skipSpace(text, readValue(text, skipSpace(text, 0), 0));
    if (end < text.length) throw new Stop(end, "expected the end of the text");
    return undefined;
  } catch (error) {
    if (!(error instanceof Stop)) throw error;
    const before = text.slice(0, error.at).split("\n");
    const reason = error.at >= text.length ? "the text ends too early" : error.message;
    return { line: before.length, column: (before.at(-1) ?? "").length + 1, reason };
  }
}

function skipSpace(text: string, from: number): number {
  let at = from;
  while (at < text.length && " \t\n\r".includes(text[at] as string)) at += 1;
  return at;
}

/** Reads a value that starts at an index, and returns the index behind it. */
function readValue(text: string, at: number, depth: number): number {
  if (depth > deepest) throw new Stop(at, `nested more than ${deepest} deep`);
  if (text[at] === '"') return readString(text, at);
  if (text[at] === "{") return readItems(text, at, "}", (from) => readMember(text, from, depth));
  if (text[at] === "[") return readItems(text, at, "]", (from) => readValue(text, from, depth + 1));
  const literal = literals.find((one) => text.startsWith(one, at));
  if (literal !== undefined) return at + literal.length;
  numberPattern.lastIndex = at;
  const number = numberPattern.exec(text)?.[0];
  if (number !== undefined) return at + number.length;
  throw new Stop(
    at,
    "expected a value: an object, an array, a string in double quotes, a number, true, false or null",
  );
}

function readMember(text: string, at: number, depth: number): number {
  if (text[at] !== '"') throw new Stop(at, "expected a key in double quotes");
  const colon = skipSpace(text, readString(text, at));
  if (text[colon] !== ":") throw new Stop(colon, "expected a colon after the key");
  return readValue(text, skipSpace(text, colon + 1), depth + 1);
}

function readItems(text: string, start: number, close: string, readItem: (at: number) => number): number {
  let at = skipSpace(text, start + 1);
  if (text[at] === close) return at + 1;
  for (;;) {
    at = skipSpace(text, readItem(at));
    if (text[at] === close) return at + 1;
    if (text[at] !== ",") throw new Stop(at, `expected a comma or ${close}`);
    at = skipSpace(text, at + 1);
  }
}

function readString(text: string, at: number): number {
  stringPattern.lastIndex = at;
  const end = at + (stringPattern.exec(text)?.[0] ?? "").length;
  if (text[end] === '"') return end + 1;
  throw new Stop(end, text[end] === "\\" ? "invalid escape in a string" : "control character in a string");
}
