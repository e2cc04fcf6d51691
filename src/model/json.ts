/** Any JSON value. */
export type Json = null | boolean | number | string | readonly Json[] | JsonObject;

/** A JSON object: `{ key: value }`. */
export interface JsonObject {
  readonly [key: string]: Json;
}

/** Returns whether a value is an object, neither an array nor `null`. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Returns JSON text with sorted object keys, so that equal values have equal texts. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    isJsonObject(inner)
      ? Object.fromEntries(Object.entries(inner).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/**
 * Formats a path as a JSON pointer: `["a/b", 0]` becomes `/a~1b/0`, the empty path `""`.
 * Source: RFC 6901 [doc]
 */
export function toPointer(path: readonly (string | number)[]): string {
  return path.map((step) => `/${String(step).replaceAll("~", "~0").replaceAll("/", "~1")}`).join("");
}

/** Parses a JSON pointer: the inverse of {@link toPointer}, with every step as a string. */
export function fromPointer(pointer: string): readonly string[] {
  return pointer
    .split("/")
    .slice(1)
    .map((step) => step.replaceAll("~1", "/").replaceAll("~0", "~"));
}

/**
 * Returns whether arrays and objects are nested more than this many levels deep. Supports any
 * depth, and values that contain themselves.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  let level: readonly object[] = isContainer(value) ? [value] : [];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    // A part that is reachable by several paths is visited once per level.
    level = [...new Set(level.flatMap((one) => Object.values(one).filter(isContainer)))];
  }
  return false;
}

function isContainer(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}
