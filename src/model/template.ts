/**
 * Templates: strings in the params of `onUpdate` and `onDelete` that refer to the previous
 * generation of the resource, such as `${previous.result.id}`. The provider resolves them when it
 * makes the call. All languages use this syntax.
 */
import { isJsonObject, type Json } from "./json.ts";

/** Keys and indexes after `previous`: `["result", "id"]`. */
export type PreviousPath = readonly (string | number)[];

/** Part of a template: a string, or a reference. */
export type TemplatePart = string | { readonly path: PreviousPath };

/**
 * Parts of a template, at least one; or the reason why a reference cannot be used, as a clause that
 * follows its place.
 */
export type ParsedTemplate =
  | { readonly parts: readonly TemplatePart[]; readonly reason?: undefined }
  | { readonly parts?: undefined; readonly reason: string };

const opening = /\$\{previous(?=[.[}])/g;
const step = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,9})\]|\[("(?:\\.|[^"\\])*")\]/y;

/**
 * Formats a reference to a part of the previous generation for a template: `${previous.result["a
 * b"][0]}`.
 */
export function formatPrevious(path: PreviousPath): string {
  return `\${${previousText(path)}}`;
}

/** Formats a reference for messages: `previous.result.id`. */
export function previousText(path: PreviousPath): string {
  const steps = path.map((one) => {
    if (typeof one === "number") return `[${one}]`;
    return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(one) ? `.${one}` : `[${JSON.stringify(one)}]`;
  });
  return `previous${steps.join("")}`;
}

/** Escapes a string for a template: inserts `$` before anything that would be a reference. */
export function escapeTemplate(text: string): string {
  return text.replaceAll(opening, (found) => `$${found}`);
}

/** Parses a template. `$${previous` is an escaped `${previous`; all other text is literal. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let plain = "";
  let at = 0;
  for (const { index, 0: found } of text.matchAll(opening)) {
    // Skip matches inside a quoted key of the previous reference.
    if (index < at) continue;
    if (text[index - 1] === "$" && index > at) {
      plain += text.slice(at, index - 1) + found;
      at = index + found.length;
      continue;
    }
    const path: (string | number)[] = [];
    let end = index + found.length;
    for (let read = stepAt(text, end); read !== undefined; read = stepAt(text, end)) {
      path.push(read.value);
      end = read.end;
    }
    if (text[end] !== "}") return { reason: "has a reference to previous with a syntax error" };
    const [part] = path;
    if (part !== "params" && part !== "result") {
      return { reason: `refers to ${previousText(path)}, but previous has only params and result` };
    }
    plain += text.slice(at, index);
    if (plain !== "") parts.push(plain);
    plain = "";
    parts.push({ path });
    at = end + 1;
  }
  plain += text.slice(at);
  if (plain !== "" || parts.length === 0) parts.push(plain);
  return { parts };
}

function stepAt(
  text: string,
  at: number,
): { readonly value: string | number; readonly end: number } | undefined {
  step.lastIndex = at;
  const found = step.exec(text);
  if (found === null) return undefined;
  const [, name, index, quoted] = found;
  const end = step.lastIndex;
  if (index !== undefined) return { value: Number(index), end };
  if (name !== undefined) return { value: name, end };
  try {
    return { value: JSON.parse(quoted as string) as string, end };
  } catch {
    return undefined;
  }
}

/** Returns a JSON value with each of its strings replaced. Keys are not replaced. */
export function mapStrings(value: Json, replace: (text: string, path: PreviousPath) => Json): Json {
  return visit(value, []);

  function visit(part: Json, path: PreviousPath): Json {
    if (typeof part === "string") return replace(part, path);
    if (Array.isArray(part))
      return (part as readonly Json[]).map((item, index) => visit(item, [...path, index]));
    if (!isJsonObject(part)) return part;
    return Object.fromEntries(
      Object.entries(part).map(([key, inner]) => [key, visit(inner, [...path, key])]),
    );
  }
}

/** Returns the part of a JSON value at a path; `undefined` when there is none. */
export function partAt(value: Json | undefined, path: PreviousPath): Json | undefined {
  let here = value;
  for (const one of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, one)) return undefined;
    if (Array.isArray(here) && typeof one !== "number" && !/^\d+$/.test(one)) return undefined;
    here = (here as { readonly [key: string]: Json })[one];
  }
  return here;
}
