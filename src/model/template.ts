/**
 * Templates: strings in the params of `onUpdate` and `onDelete` that refer to the previous generation of the resource, such as
 * `${previous.result.id}`. The provider resolves them when it makes the call. All languages give them in this one form.
 */
import { isJsonObject, type Json } from "./json.ts";

/** Keys and indexes after `previous`: `["result", "id"]`. */
export type PreviousPath = readonly (string | number)[];

/** Part of a template: a string, or a reference. */
export type TemplatePart = string | { readonly path: PreviousPath };

/** Parts of a template, at least one; or why a reference in it cannot be used, as a clause that follows the name of its place. */
export type ParsedTemplate =
  | { readonly parts: readonly TemplatePart[]; readonly reason?: undefined }
  | { readonly parts?: undefined; readonly reason: string };

const opening = /\$\{previous(?=[.[}])/g;
const step = /\.([A-Za-z_][A-Za-z0-9_-]*)|\[(\d{1,9})\]|\[("(?:\\.|[^"\\])*")\]/y;

/** Returns a reference to a part of the previous generation in the form of templates: `${previous.result["a b"][0]}`. */
export function formatPrevious(path: PreviousPath): string {
  return `\${${previousText(path)}}`;
}

/** Returns a reference for messages: `previous.result.id`. */
export function previousText(path: PreviousPath): string {
  const steps = path.map((one) => {
    if (typeof one === "number") return `[${one}]`;
    return /^[A-Za-z_][A-Za-z0-9_-]*$/.test(one) ? `.${one}` : `[${JSON.stringify(one)}]`;
  });
  return `previous${steps.join("")}`;
}

/** Returns a string that a template holds as it is: `$` before what would be a reference. */
export function escapeTemplate(text: string): string {
  return text.replaceAll(opening, (found) => `$${found}`);
}

/** Parses a string. `$${previous` stands for `${previous`; all other text stands for itself. */
export function parseTemplate(text: string): ParsedTemplate {
  const parts: TemplatePart[] = [];
  let plain = "";
  let at = 0;
  for (const { index, 0: found } of text.matchAll(opening)) {
    // Inside a quoted key of the reference before.
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

/** Returns a JSON value with each of its strings replaced, keys excepted. */
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

/** Returns the part of a JSON value that a path leads to; `undefined` where it has none. */
export function partAt(value: Json | undefined, path: PreviousPath): Json | undefined {
  let here = value;
  for (const one of path) {
    if (typeof here !== "object" || here === null || !Object.hasOwn(here, one)) return undefined;
    if (Array.isArray(here) && typeof one !== "number" && !/^\d+$/.test(one)) return undefined;
    here = (here as { readonly [key: string]: Json })[one];
  }
  return here;
}
