import { escapedPattern } from "./escapedPattern.ts";

/** Replacement for a secret. */
const mask = "[secret]";
/** Minimum length of a secret to mask, in characters. Masking shorter ones would garble ordinary words. */
export const minSecretLength = 4;
/**
 * Minimum length of a part of a secret that is masked on its own, in characters. Shorter parts are
 * common words.
 */
const fragmentLength = 12;
/** Number of nested escapes to decode: JSON in JSON in HTML. */
const layers = 3;
/**
 * Maximum length of a secret that is searched for as a pattern. Longer secrets are searched for in
 * parts, which also remain in a partially escaped secret.
 */
const longestPattern = 200;
/** Maximum length of the beginning of a secret that is searched for in fragments. */
const longestSearched = 65_536;

/** Returns a text with all known secrets masked. */
export type Mask = (text: string) => string;

/**
 * Creates a function that masks secrets in a text. It finds a secret:
 * - literally, or with other white space;
 * - escaped for JSON, a URL or HTML, also nested;
 * - as Base64, alone or inside other data;
 * - in part, from 12 characters on;
 * - truncated before an ellipsis or at the end.
 *
 * The parts of a secret that is a URL or a connection string are masked as well. Secrets of fewer
 * than four characters are not masked.
 */
export function createMask(secrets: Iterable<string>): Mask {
  const known = [...new Set([...secrets].flatMap(formsOf))].filter((one) => one.length >= minSecretLength);
  if (known.length === 0) return (text) => text;
  const searched: Searched = {
    known,
    patterns: known.filter(({ length }) => length <= longestPattern).map(escapedPattern),
    fragments: fragmentsOf(known),
  };
  return (text) => {
    const spans = viewsOf(text).flatMap((view) => spansIn(view, searched));
    return masked(text, spans);
  };
}

/** Forms of the secrets to search for. */
interface Searched {
  readonly known: readonly string[];
  /** Patterns of the secrets that are not too long. */
  readonly patterns: readonly RegExp[];
  /** Fragments of the secrets that are longer than one fragment. */
  readonly fragments: ReadonlySet<string>;
}

/** Part of a text, end exclusive. */
interface Span {
  readonly start: number;
  readonly end: number;
}

/** Text with decoded escapes, and the position of each of its characters in the original. */
interface View {
  readonly text: string;
  /** Start in the original of each UTF-16 unit of `text`. */
  readonly starts: readonly number[];
  /** End in the original of each UTF-16 unit of `text`, exclusive. */
  readonly ends: readonly number[];
}

/** Returns all forms of a secret to search for. */
function formsOf(secret: string): readonly string[] {
  const parts = [secret, ...sensitiveParts(secret)];
  return parts.flatMap((part) => {
    // Text that looks like an escape is decoded in the secret too, since it is decoded in the searched text.
    const plain = viewsOf(part).map(({ text }) => text.trim());
    return [...plain, withoutTags(part), ...base64Forms(part)];
  });
}

/**
 * Returns a text with zero, one or more layers of escapes decoded, as long as decoding changes it.
 * Each view is also returned with `+` as a blank, as in form fields.
 */
function viewsOf(text: string): readonly View[] {
  const decodedViews = [plainView(text)];
  for (let view = decodedViews[0] as View; decodedViews.length <= layers;) {
    const next = decoded(view);
    if (next.text === view.text) break;
    decodedViews.push(next);
    view = next;
  }
  return decodedViews.flatMap((view) =>
    view.text.includes("+") ? [view, viewOf(view, /[+ ]+/g, () => " ")] : [view],
  );
}

const markup = /<[^<>]*>/g;

function withoutTags(text: string): string {
  return plainView(text.replace(markup, " ")).text.trim();
}

const userInfo = /^[a-z][\w+.-]*:\/\/([^/?#\s]*)@/i;
const assignment =
  /(?:^|[?&;,\s])[\w.-]*(?:password|passwd|pwd|secret|token|key|credential)[\w.-]*\s*[=:]\s*("[^"]*"|'[^']*'|[^&;,\s]+)/gi;
/** Matches a generated word: letters and digits, at least eight characters. */
const generatedWord = /(?=[\w+/-]*\d)(?=[\w+/-]*[A-Za-z])[\w+/-]{8,}/g;

/**
 * Returns the parts of a composite secret that are secrets by themselves: a password in a URL or a
 * connection string.
 */
function sensitiveParts(secret: string): readonly string[] {
  if (secret.length > longestSearched) return [];
  const found: string[] = [];
  const [, user = ""] = userInfo.exec(secret) ?? [];
  const password = user.slice(user.indexOf(":") + 1);
  for (const part of [user, password]) if (part !== "") found.push(part, percentDecoded(part));
  for (const [, value = ""] of secret.matchAll(assignment)) found.push(value.replace(/^["']|["']$/g, ""));
  for (const [word] of secret.matchAll(generatedWord)) found.push(word);
  // Output may repeat a PEM key line by line.
  if (secret.includes("\n"))
    found.push(...secret.split(/[\r\n]+/).filter((line) => line.length >= fragmentLength));
  return found;
}

function percentDecoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/**
 * Returns the parts that Base64 of any data with this text contains: one form for each alignment of
 * its first byte.
 */
function base64Forms(text: string): readonly string[] {
  const bytes = Buffer.from(text);
  const forms = [0, 1, 2].map((before) => {
    const encoded = Buffer.concat([Buffer.alloc(before), bytes]).toString("base64");
    // The characters at both ends depend on the neighboring bytes.
    const start = Math.ceil((before * 8) / 6);
    const end = Math.floor(((before + bytes.length) * 8) / 6);
    return encoded.slice(start, end);
  });
  const long = forms.filter((form) => form.length >= 6);
  return [...long, ...long.map((form) => form.replaceAll("+", "-").replaceAll("/", "_"))];
}

function fragmentsOf(secrets: readonly string[]): ReadonlySet<string> {
  const fragments = new Set<string>();
  for (const secret of secrets) {
    const end = Math.min(secret.length, longestSearched) - fragmentLength;
    for (let start = 0; start <= end; start += 1) fragments.add(secret.slice(start, start + fragmentLength));
  }
  return fragments;
}

function spansIn(view: View, { known, patterns, fragments }: Searched): readonly Span[] {
  const { text } = view;
  const found: Span[] = [];
  const add = (start: number, end: number): void => {
    found.push({ start: view.starts[start] as number, end: view.ends[end - 1] as number });
  };
  for (const pattern of patterns) {
    for (const { 0: match, index } of text.matchAll(pattern)) add(index, index + match.length);
  }
  for (let at = 0; at + fragmentLength <= text.length; at += 1) {
    if (fragments.has(text.slice(at, at + fragmentLength))) add(at, at + fragmentLength);
  }
  for (const cutAt of cutsIn(text)) {
    const length = cutLength(text.slice(Math.max(0, cutAt - fragmentLength), cutAt), known);
    if (length > 0) add(cutAt - length, cutAt);
  }
  return found;
}

/** Returns the positions where a text may be truncated: before each ellipsis, and at the end. */
function cutsIn(text: string): readonly number[] {
  return [...[...text.matchAll(/…|\.\.\./g)].map(({ index }) => index), text.length];
}

/**
 * Returns the number of characters at the end of a text that are the beginning of a secret; at
 * least four.
 */
function cutLength(text: string, secrets: readonly string[]): number {
  for (let length = text.length; length >= minSecretLength; length -= 1) {
    const end = text.slice(-length);
    if (secrets.some((secret) => secret.startsWith(end))) return length;
  }
  return 0;
}

/** Returns a view in which runs of white space and control characters are single spaces. */
function plainView(text: string): View {
  return collapsed(identityView(text));
}

function collapsed(view: View): View {
  return viewOf(view, /[\p{Cc}\p{Cf}\s]+/gu, () => " ");
}

function identityView(text: string): View {
  const starts = Array.from({ length: text.length }, (_, at) => at);
  return { text, starts, ends: starts.map((at) => at + 1) };
}

const escapes =
  /\\u[0-9a-f]{4}|\\x[0-9a-f]{2}|\\[nrtbf"'\\/]|(?:%[0-9a-f]{2})+|&(?:#\d{1,7}|#x[0-9a-f]{1,6}|amp|lt|gt|quot|apos|nbsp);/gi;
const entities: Readonly<Record<string, string>> = {
  amp: "&",
  lt: "<",
  gt: ">",
  quot: '"',
  apos: "'",
  nbsp: " ",
};

/** Decodes one layer of escapes. */
function decoded(view: View): View {
  return collapsed(viewOf(view, escapes, decodeEscape));
}

function decodeEscape(escape: string): string {
  if (escape.startsWith("%")) return percentDecoded(escape);
  if (escape.startsWith("&")) {
    const name = escape.slice(1, -1).toLowerCase();
    if (!name.startsWith("#")) return entities[name] ?? escape;
    const code = name.startsWith("#x") ? Number.parseInt(name.slice(2), 16) : Number(name.slice(1));
    return code <= 0x10_ff_ff ? String.fromCodePoint(code) : escape;
  }
  const kind = escape[1]?.toLowerCase();
  if (kind === "u" || kind === "x") return String.fromCharCode(Number.parseInt(escape.slice(2), 16));
  return /[nrtbf]/i.test(kind ?? "") ? " " : (escape[1] as string);
}

/**
 * Replaces matches in the text of a view. All characters of a replacement map to the position of
 * the match.
 */
function viewOf({ text, starts, ends }: View, pattern: RegExp, replace: (match: string) => string): View {
  const parts: string[] = [];
  const mapped: { readonly starts: number[]; readonly ends: number[] } = { starts: [], ends: [] };
  let from = 0;
  const place = (start: number, end: number): void => {
    mapped.starts.push(starts[start] as number);
    mapped.ends.push(ends[end - 1] as number);
  };
  const keep = (to: number): void => {
    parts.push(text.slice(from, to));
    for (let at = from; at < to; at += 1) place(at, at + 1);
  };
  for (const { 0: match, index } of text.matchAll(pattern)) {
    keep(index);
    from = index + match.length;
    const replaced = replace(match);
    parts.push(replaced);
    for (let at = 0; at < replaced.length; at += 1) place(index, from);
  }
  keep(text.length);
  return { text: parts.join(""), ...mapped };
}

function masked(text: string, spans: readonly Span[]): string {
  const sorted = [...spans].sort((one, other) => one.start - other.start || one.end - other.end);
  const parts: string[] = [];
  let from = 0;
  let isMasked = false;
  for (const { start, end } of sorted) {
    if (end <= from && isMasked) continue;
    if (start > from || !isMasked) parts.push(text.slice(from, start), mask);
    from = Math.max(from, end);
    isMasked = true;
  }
  parts.push(text.slice(from));
  return parts.join("");
}
