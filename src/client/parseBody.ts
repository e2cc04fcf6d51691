import { isJsonObject, type JsonObject } from "../model/json.ts";

const decoder = new TextDecoder("utf-8", { fatal: true });

/** The body of an answer as an object, or why it is none. The reason never quotes the body. */
export function parseBody(bytes: Uint8Array): JsonObject | string {
  if (bytes.byteLength === 0) return "an empty body";
  let text: string;
  try {
    text = decoder.decode(bytes);
  } catch {
    return "a body that is not UTF-8";
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    return "a body that is not JSON, or not whole";
  }
  if (!isJsonObject(value)) return "a body that is not a JSON object";
  const trouble = findUnsafeJson(text);
  return trouble === undefined ? value : `a body that ${trouble}`;
}

/** Nobody's result is nested deeper, and what is can break whoever writes it. */
const deepest = 1000;
const openBrace = 0x7b;
const closeBrace = 0x7d;
const openBracket = 0x5b;
const closeBracket = 0x5d;
const quote = 0x22;

/**
 * What cannot be trusted in a text that is JSON: an object that names a key twice, of which readers take one or the other, or a
 * nesting that is too deep to be written again. Answers `undefined` when there is nothing of the kind.
 */
export function findUnsafeJson(text: string): string | undefined {
  /** The keys so far of each object around; `undefined` for a list. */
  const around: (Set<string> | undefined)[] = [];
  // By character codes: this is done to every answer.
  for (let at = 0; at < text.length; at += 1) {
    switch (text.charCodeAt(at)) {
      case openBrace:
      case openBracket:
        around.push(text.charCodeAt(at) === openBrace ? new Set() : undefined);
        if (around.length > deepest) return `is nested more than ${deepest} deep`;
        break;
      case closeBrace:
      case closeBracket:
        around.pop();
        break;
      case quote: {
        const end = endOfString(text, at);
        const keys = isKey(text, end) ? around.at(-1) : undefined;
        if (keys !== undefined) {
          const key = keyAt(text, at, end);
          if (keys.has(key)) return "names a key twice";
          keys.add(key);
        }
        at = end - 1;
      }
    }
  }
  return undefined;
}

/** The place behind the quote that ends a string. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let at = end;
    while (text[at - 1] === "\\") at -= 1;
    // An even number of them are themselves escaped.
    if ((end - at) % 2 === 0) return end + 1;
  }
  return text.length;
}

function keyAt(text: string, start: number, end: number): string {
  const quoted = text.slice(start, end);
  return quoted.includes("\\") ? (JSON.parse(quoted) as string) : quoted.slice(1, -1);
}

function isKey(text: string, end: number): boolean {
  let at = end;
  while (" \n\r\t".includes(text[at] ?? "x")) at += 1;
  return text[at] === ":";
}
