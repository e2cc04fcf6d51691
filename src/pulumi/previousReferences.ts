import { type Output, output } from "@pulumi/pulumi";
import { NcfError } from "../diagnostics/ncfError.ts";
import type { Json } from "../model/json.ts";
import {
  escapeTemplate,
  formatPrevious,
  mapStrings,
  type PreviousPath,
  previousText,
} from "../model/template.ts";
import { isLater } from "./programInputs.ts";

/**
 * Part of the newest successful run, which is unknown before the update or the deletion. It can be
 * a value in the params, or part of a template string; nothing can be computed from it.
 */
export interface PreviousPart {
  readonly [key: string]: PreviousPart;
}

/** Newest successful run of a resource, for the params of `onUpdate` and `onDelete`. */
export interface PreviousRun {
  /** `params` of the resource in that run. */
  readonly params: PreviousPart;
  /** Result of that run. */
  readonly result: PreviousPart;
}

const pathOf = Symbol("path of a reference");
/**
 * Delimiter of a path in strings until the whole value is complete. It differs in each process, so
 * that no data equals it.
 */
const mark = `previous:${globalThis.crypto.randomUUID()}:`;

/** Previous run, as passed to functions of params: each part records its path. */
export const previousRun: PreviousRun = {
  params: recordingPart(["params"]),
  result: recordingPart(["result"]),
};

/** Returns whether a value is a part of {@link previousRun}. */
export function isPreviousPart(value: unknown): boolean {
  return typeof value === "function" && (value as Partial<Recording>)[pathOf] !== undefined;
}

interface Recording {
  readonly [pathOf]: PreviousPath;
}

function recordingPart(path: PreviousPath): PreviousPart {
  const misuse = (): never => {
    throw new NcfError("NCF_INPUT_INVALID", {
      reason: `${previousText(path)} is not known before the update or the deletion, so nothing can be computed from it`,
      hint: "use it as a value, or inside a template string; let the action compute the rest",
    });
  };
  const text = (): string => `${mark}${JSON.stringify(path)}${mark}`;
  const get = (_target: unknown, key: string | symbol): unknown => {
    if (key === pathOf) return path;
    // `+` and comparisons use other hints than template strings.
    if (key === Symbol.toPrimitive) return (hint: string) => (hint === "string" ? text() : misuse());
    if (key === Symbol.iterator) return misuse();
    // Properties that promises and the SDK read from every value.
    if (typeof key === "symbol" || key === "then" || key.startsWith("__pulumi")) return undefined;
    return recordingPart([...path, /^\d{1,9}$/.test(key) ? Number(key) : key]);
  };
  const traps = { get, apply: misuse, construct: misuse, has: misuse, ownKeys: misuse };
  return new Proxy(() => {}, traps) as unknown as PreviousPart;
}

/**
 * Converts the return value of a function of the previous run to templates: references become
 * strings, and other strings are escaped.
 */
export function toTemplates(value: unknown): unknown {
  return convert(value, finish);
}

/** Converts params that were written as templates. Outputs in them are data, without references. */
export function withPlainOutputs(value: unknown): unknown {
  return convert(value, (text) => text);
}

function convert(value: unknown, convertText: (text: string) => string): unknown {
  if (typeof value === "string") return convertText(value);
  if (isPreviousPart(value)) return formatPrevious((value as Recording)[pathOf]);
  if (isLater(value)) return finishLater(value);
  if (Array.isArray(value)) return value.map((item) => convert(item, convertText));
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, part]) => [key, convert(part, convertText)]));
}

function finishLater(value: unknown): Output<unknown> {
  const later = output(value as Promise<string>) as Output<unknown>;
  return later.apply((plain) => mapStrings(plain as Json, finish));
}

/** Escapes data that looks like a reference, and formats the recorded references. */
function finish(text: string): string {
  return text
    .split(mark)
    .map((part, at) =>
      at % 2 === 0 ? escapeTemplate(part) : formatPrevious(JSON.parse(part) as PreviousPath),
    )
    .join("");
}
