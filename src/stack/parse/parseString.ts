import type { Range } from "../../diagnostics/diagnostic.ts";
import type { Expression, PathStep, Reference } from "../language/expression.ts";
import type { Report } from "./report.ts";
import type { ScalarNode } from "./stackNode.ts";
import type { SourceText } from "./sourceText.ts";

const notation = 'write ${name}, ${name.key}, ${name[0]} or ${name["key"]}; write $${ for a literal ${';
/** Maximum number of steps, the same as the depth of a result. */
const mostSteps = 1000;
const bareStep = /[A-Za-z_][A-Za-z0-9_-]*/y;
const indexStep = /\[(\d+)\]/y;
const quotedStep = /\["((?:[^"\\]|\\"|\\(?!"))*)"\]/y;

/**
 * Parses a string of a stack file: its references, and `$$`, which means `$`. A string that is a
 * single reference keeps the type of the value.
 */
export function parseString(
  node: ScalarNode & { readonly value: string },
  source: SourceText,
  report: Report,
): Expression {
  const text = node.value;
  if (!text.includes("$")) return { kind: "literal", value: text, range: node.range };
  const place = placeFinder(node, source);
  const parts: (string | Reference)[] = [];
  let plain = "";
  let at = 0;
  let isBroken = false;
  while (at < text.length) {
    const dollar = text.indexOf("$", at);
    if (dollar === -1 || dollar === text.length - 1) {
      plain += text.slice(at);
      break;
    }
    plain += text.slice(at, dollar);
    at = dollar;
    if (text[at + 1] === "$") {
      plain += "$";
      at += 2;
    } else if (text[at + 1] === "{") {
      if (plain !== "") parts.push(plain);
      plain = "";
      const read = readReference(text, at, place);
      if ("reason" in read) {
        report({ code: "NCF_STACK_EXPRESSION", range: read.range, message: read.reason, hint: notation });
        isBroken = true;
      } else {
        parts.push(read.reference);
      }
      at = read.end;
    } else {
      plain += "$";
      at += 1;
    }
  }
  if (plain !== "") parts.push(plain);
  const [only] = parts;
  // The valid references of a broken string are checked too.
  if (isBroken && parts.some((part) => typeof part === "object"))
    return { kind: "interpolation", parts, range: node.range };
  if (isBroken) return { kind: "literal", value: text, range: node.range };
  if (parts.length === 1 && typeof only === "object")
    return { kind: "reference", reference: only, range: node.range };
  if (parts.every((part) => typeof part === "string"))
    return { kind: "literal", value: parts.join(""), range: node.range };
  return { kind: "interpolation", parts, range: node.range };
}

type FindPlace = (start: number, end: number) => Range;
type ReadReference =
  | { readonly reference: Reference; readonly end: number }
  | { readonly reason: string; readonly range: Range; readonly end: number };

function readReference(text: string, start: number, place: FindPlace): ReadReference {
  const steps: PathStep[] = [];
  let at = start + 2;
  const closing = text.indexOf("}", at);
  const whole = place(start, closing === -1 ? text.length : closing + 1);
  const end = closing === -1 ? text.length : closing + 1;
  const fail = (reason: string): ReadReference => ({ reason, range: whole, end });
  if (closing === -1) return fail("the expression has no closing }");
  if (text.slice(at, closing).trim() === "") return fail("the expression is empty");
  while (text[at] !== "}") {
    if (steps.length > mostSteps) return fail(`the expression has more than ${mostSteps} steps`);
    const from = text[at] === "." && steps.length > 0 ? at + 1 : at;
    const needsDot = steps.length > 0 && text[at] !== "[" && text[at] !== ".";
    const step = needsDot ? undefined : readStep(text, from);
    if (step === undefined) return fail(describe(text.slice(start + 2, closing), text[at] ?? ""));
    steps.push({ step: step.value, range: place(from, step.end) });
    at = step.end;
  }
  const [first, ...path] = steps;
  if (first === undefined || typeof first.step === "number")
    return fail("the expression must start with a name");
  return {
    reference: { root: first.step, rootRange: first.range, path, range: place(start, at + 1) },
    end: at + 1,
  };
}

function readStep(
  text: string,
  at: number,
): { readonly value: string | number; readonly end: number } | undefined {
  for (const pattern of [bareStep, indexStep, quotedStep]) {
    pattern.lastIndex = at;
    const found = pattern.exec(text);
    if (found === null) continue;
    const end = pattern.lastIndex;
    if (pattern === bareStep) return { value: found[0], end };
    const inner = found[1] ?? "";
    // A larger index would be rounded to another one.
    if (pattern === indexStep && !Number.isSafeInteger(Number(inner))) return undefined;
    return { value: pattern === indexStep ? Number(inner) : inner.replaceAll('\\"', '"'), end };
  }
  return undefined;
}

function describe(inside: string, at: string): string {
  if (/\[\d{16,}\]/.test(inside)) return "the expression has an index that is too large";
  if (inside.includes(" ")) return "the expression must not contain a space";
  if (inside.endsWith(".")) return "the expression must not end with a dot";
  if (/[+*/?|(]/.test(inside)) return "the expression must be a reference: it cannot calculate or call";
  if (inside.includes("'")) return 'a key in brackets must have double quotes: ["key"]';
  return `the expression has a syntax error at ${JSON.stringify(at)}`;
}

/**
 * Finds the source range of a part of the value; the source may differ by quotes, escapes and line
 * folding.
 */
function placeFinder(node: ScalarNode & { readonly value: string }, source: SourceText): FindPlace {
  const { start, end } = node.range;
  const written = source.text.slice(start.offset, end.offset);
  const shift = written.indexOf(node.value);
  if (shift !== -1)
    return (from, to) => source.rangeAt(start.offset + shift + from, start.offset + shift + to);
  // Every `$` of the value also occurs in the source, so their order matches.
  const [valueDollars, writtenDollars] = [dollarsIn(node.value), dollarsIn(written)];
  const nth = new Map(valueDollars.map((offset, at) => [offset, at]));
  return (from, to) => {
    const anchor = node.value.lastIndexOf("$", from);
    const dollar = writtenDollars[nth.get(anchor) ?? 0] ?? 0;
    const escape = node.hasEscapes ? "\\" : written.startsWith("'") ? "'" : undefined;
    const at = walk(written, dollar, from - anchor, escape);
    const stop = walk(written, at, to - from, escape);
    return source.rangeAt(start.offset + at, Math.min(start.offset + stop, end.offset));
  };
}

function dollarsIn(text: string): readonly number[] {
  const offsets: number[] = [];
  for (let at = text.indexOf("$"); at !== -1; at = text.indexOf("$", at + 1)) offsets.push(at);
  return offsets;
}

/** @param escape - Character that stands for the one behind it */
function walk(written: string, from: number, letters: number, escape: string | undefined): number {
  let at = from;
  for (let left = letters; left > 0; left--) at += written[at] === escape ? 2 : 1;
  return at;
}
