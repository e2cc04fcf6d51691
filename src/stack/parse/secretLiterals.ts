import type { Diagnostic, Range } from "../../diagnostics/diagnostic.ts";
import { createMask, minSecretLength } from "../../diagnostics/redact.ts";
import { plainOf, type StackNode, valueAt } from "./stackNode.ts";

/** Secrets that are written out in a stack file: below `fn::secret`, and as values of config entries with `secret: true`. */
export interface SecretLiterals {
  /** The file's text with each of their characters as `*`, for code frames. */
  readonly shownText: string;
  /** Returns a diagnostic without those in its range. */
  readonly hide: (diagnostic: Diagnostic) => Diagnostic;
}

/** Part of the text that is not shown, the end exclusive. */
interface Hidden {
  readonly start: number;
  readonly end: number;
  /** Value of the literal, where the YAML could be read. */
  readonly value?: string;
}

/** Most literals that one message can quote. */
const mostQuoted = 50;

/**
 * Finds the secrets that a stack file holds.
 * @param root - Absent where the YAML cannot be read; secrets are then found by lines.
 * @param isWhole - Whether the nodes hold everything that is written.
 */
export function secretLiterals(text: string, root: StackNode | undefined, isWhole: boolean): SecretLiterals {
  // Most files hold none.
  if (!/fn::secret|\bsecret["']?\s*:/i.test(text)) return { shownText: text, hide: (one) => one };
  const hidden = merged([
    ...(root === undefined ? [] : literalsOf(root)),
    ...(isWhole ? [] : secretLines(text)),
  ]);
  return {
    shownText: withoutHidden(text, hidden),
    hide: (diagnostic) => {
      const quoted = overlapping(hidden, diagnostic.range);
      return quoted.length === 0 ? diagnostic : withoutLiterals(diagnostic, quoted);
    },
  };
}

/** Reports whether the value of a key is secret. @param owner - The object that has the key */
export function isSecretKey(key: string, owner: StackNode): boolean {
  if (key.toLowerCase() === "fn::secret") return true;
  if (key !== "default" && key !== "value") return false;
  const secret = valueAt(owner, "secret");
  return secret !== undefined && plainOf(secret) === true;
}

/** Key that reads like the name of a field. */
const fieldName = /^[A-Za-z_-]{1,40}$/;

function literalsOf(root: StackNode): readonly Hidden[] {
  const found: Hidden[] = [];
  // An alias stands for the same node as its anchor, which may be secret in one place only.
  const seen = new Map<StackNode, boolean>();
  visit(root, false);
  return found;

  function visit(node: StackNode, isSecret: boolean): void {
    if (seen.get(node) === true || (seen.has(node) && !isSecret)) return;
    seen.set(node, isSecret);
    if (node.kind === "array") for (const item of node.items) visit(item, isSecret);
    else if (node.kind === "object") {
      for (const { key, keyRange, value } of node.entries) {
        if (isSecret && !fieldName.test(key) && !key.toLowerCase().startsWith("fn::")) add(keyRange, key);
        visit(value, isSecret || isSecretKey(key, node));
      }
    } else if (isSecret && node.value !== null) add(node.range, String(node.value));
  }

  function add({ start, end }: Range, value: string): void {
    found.push({ start: start.offset, end: end.offset, value });
  }
}

/** Returns the lines of a text whose YAML cannot be read that may hold a secret: what follows the key, and the lines below that are indented deeper. */
function secretLines(text: string): readonly Hidden[] {
  const keys = /secret["']?\s*:\s*true/i.test(text) ? "fn::secret|default|value" : "fn::secret";
  const pattern = new RegExp(String.raw`^([ \t-]*).*?(?:${keys})["']?[ \t]*:(.*)$`, "gim");
  return [...text.matchAll(pattern)].map(({ 0: line, 1: indent = "", 2: rest = "", index }) => {
    const start = index + line.length - rest.length;
    let end = index + line.length;
    for (;;) {
      const next = /\n([ \t]*)(\S?).*/y;
      next.lastIndex = end;
      const [whole, blanks = "", letter] = next.exec(text) ?? [];
      if (whole === undefined || (letter !== "" && blanks.length <= indent.length)) break;
      end += whole.length;
    }
    return { start, end };
  });
}

/** Returns parts in their order, those that overlap as one. */
function merged(parts: Hidden[]): readonly Hidden[] {
  const sorted = parts.sort((one, other) => one.start - other.start || one.end - other.end);
  const disjoint: Hidden[] = [];
  for (const one of sorted) {
    const last = disjoint.at(-1);
    if (last === undefined || one.start >= last.end) disjoint.push(one);
    else if (one.end > last.end) disjoint.splice(-1, 1, { start: last.start, end: one.end });
  }
  return disjoint;
}

const reference = /(?<!\$)\$\{[^}]*\}/g;

/** Replaces the characters of hidden parts. References stay, since they are what messages are about. */
function withoutHidden(text: string, hidden: readonly Hidden[]): string {
  const parts: string[] = [];
  let from = 0;
  for (const { start, end } of hidden) {
    parts.push(text.slice(from, start), starred(text.slice(start, end)));
    from = end;
  }
  parts.push(text.slice(from));
  return parts.join("");
}

function starred(text: string): string {
  const stars = (part: string): string => part.replace(/[^\r\n]/g, "*");
  const references = [...text.matchAll(reference)].map(([whole]) => whole);
  return text
    .split(reference)
    .map((part, at) => stars(part) + (references[at] ?? ""))
    .join("");
}

/** Returns the first hidden parts that a range touches, by binary search. */
function overlapping(hidden: readonly Hidden[], { start, end }: Range): readonly Hidden[] {
  let low = 0;
  let high = hidden.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((hidden[middle] as Hidden).end <= start.offset) low = middle + 1;
    else high = middle;
  }
  const last = Math.max(end.offset, start.offset + 1);
  return hidden.slice(low, low + mostQuoted).filter((one) => one.start < last);
}

function withoutLiterals(diagnostic: Diagnostic, quoted: readonly Hidden[]): Diagnostic {
  const values = quoted.flatMap(({ value }) => value ?? []);
  const isRead = values.length === quoted.length;
  const mask = createMask(values);
  const short = new Set(values.filter((value) => value !== "" && value.length < minSecretLength));
  const hide = (text: string): string => {
    // The parser quotes what it cannot read.
    const unquoted = isRead ? text : text.replaceAll(/"(?:[^"\\]|\\.)*"/g, '"…"');
    return mask(unquoted)
      .split(/(?<=\W)|(?=\W)/)
      .map((word) => (short.has(word) ? "[secret]" : word))
      .join("");
  };
  return { ...diagnostic, message: hide(diagnostic.message), hint: hide(diagnostic.hint) };
}
