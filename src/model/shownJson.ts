import type { Json, JsonObject } from "./json.ts";
import { EngineValue, SecretValue, UnknownValue, type Value, type ValueObject } from "./value.ts";

/**
 * Keys of the objects that stand in JSON for what is not shown: `{ "$secret": true }`, `{ "$unknown": "${migrate.result.id}" }`, `{ "$asset": true }`. A key of
 * data that looks like one has one more `$`.
 */
const shownMarks = { secret: "$secret", unknown: "$unknown", asset: "$asset" } as const;

const markLike = /^\$+(?:secret|unknown|asset)$/;

/** Returns a value as JSON that can be printed: secret, unknown and engine-only parts are marked. */
export function toShownJson(value: Value): Json {
  if (value instanceof SecretValue) return { [shownMarks.secret]: true };
  if (value instanceof UnknownValue) return { [shownMarks.unknown]: value.label };
  if (value instanceof EngineValue) return { [shownMarks.asset]: true };
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return (value as readonly Value[]).map(toShownJson);
  return toShownObject(value as ValueObject);
}

/** Does the same with the values of an object. */
export function toShownObject(object: ValueObject): JsonObject {
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => [markLike.test(key) ? `$${key}` : key, toShownJson(value)]),
  );
}

/** Returns shown JSON for people: marks become `[secret]`, the expression of an unknown part, and `[asset]`. */
export function withoutMarks(json: Json): Json {
  if (typeof json !== "object" || json === null) return json;
  if (Array.isArray(json)) return (json as readonly Json[]).map(withoutMarks);
  const entries = Object.entries(json);
  const [first] = entries;
  if (first !== undefined && entries.length === 1) {
    const [key, value] = first;
    if (key === shownMarks.secret) return "[secret]";
    if (key === shownMarks.asset) return "[asset]";
    if (key === shownMarks.unknown) return value;
  }
  return Object.fromEntries(
    entries.map(([key, value]) => [markLike.test(key) ? key.slice(1) : key, withoutMarks(value)]),
  );
}

/** Returns the values of an object for people, as {@link withoutMarks} does. */
export function toMaskedObject(object: ValueObject): JsonObject {
  return withoutMarks(toShownObject(object)) as JsonObject;
}

/** Reports whether a part of shown JSON is a secret. */
export function hasSecretMark(json: Json): boolean {
  if (typeof json !== "object" || json === null) return false;
  return Object.hasOwn(json, shownMarks.secret) || Object.values(json).some(hasSecretMark);
}
