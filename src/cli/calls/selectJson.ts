import { NcfError } from "../../diagnostics/ncfError.ts";
import { plainText } from "../../diagnostics/safeText.ts";
import { nearest } from "../../diagnostics/suggestions.ts";
import type { Json } from "../../model/json.ts";

const shownNames = 10;

/**
 * Parses a JSON pointer: `/a~1b/0` becomes `["a/b", "0"]`, the empty one `[]`. Source: RFC 6901
 * @throws NcfError NCF_USAGE
 */
export function parsePointer(option: string, pointer: string): readonly string[] {
  if (pointer === "") return [];
  if (!pointer.startsWith("/") || /~(?![01])/.test(pointer)) {
    throw new NcfError("NCF_USAGE", {
      // It may be a secret whose name was left out.
      reason: `${option}: the argument is not a JSON pointer`,
      hint: `write the keys from the root, each after a slash: ${option} /tables/0; in a key, ~1 is a slash and ~0 a tilde`,
    });
  }
  return pointer
    .slice(1)
    .split("/")
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Returns the part of a value that a pointer selects.
 * @throws NcfError NCF_USAGE where there is none, with the names that are there
 */
export function selectJson(value: Json, pointer: string, what: string): Json {
  const steps = parsePointer("--select", pointer);
  return selectPart(value, steps, { given: `--select ${plainText(pointer)}`, what });
}

/** Name of a selection in messages. */
export interface Selection {
  /** As it was given: `--select /tables`. */
  readonly given: string;
  /** Subject of the selection: `the result`. */
  readonly what: string;
}

/**
 * Returns the part of a value to which steps lead.
 * @throws NcfError NCF_USAGE where there is none, with the names that are there
 */
export function selectPart(value: Json, steps: readonly string[], selection: Selection): Json {
  let part: Json = value;
  let place = "";
  for (const step of steps) {
    const found = partOf(part, step);
    if (found === undefined) throw notThere(part, step, { ...selection, place });
    part = found;
    place += `/${step}`;
  }
  return part;
}

function partOf(value: Json, step: string): Json | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  if (Array.isArray(value) && !/^(?:0|[1-9]\d*)$/.test(step)) return undefined;
  return Object.hasOwn(value, step) ? (value as Readonly<Record<string, Json>>)[step] : undefined;
}

function notThere(
  value: Json,
  step: string,
  { given, place, what }: Selection & { readonly place: string },
): NcfError {
  const whole = `${what}${place === "" ? "" : ` at ${plainText(place)}`}`;
  const reason = `${given}: ${whole} has no ${plainText(step)}`;
  if (typeof value !== "object" || value === null) {
    return new NcfError("NCF_USAGE", {
      reason,
      hint: `it is ${value === null ? "null" : `a ${typeof value}`} there`,
    });
  }
  if (Array.isArray(value)) {
    return new NcfError("NCF_USAGE", { reason, hint: `it is an array of ${value.length} there` });
  }
  const names = Object.keys(value);
  const near = nearest(step, names);
  const shown = names.slice(0, shownNames).map(plainText).join(", ");
  const hint =
    near !== undefined
      ? `did you mean ${plainText(near)}?`
      : names.length === 0
        ? "it is an empty object there"
        : `it has ${shown}${names.length > shownNames ? ", …" : ""}`;
  return new NcfError("NCF_USAGE", { reason, hint });
}
