import { type Json, toPointer } from "../../model/json.ts";
import { EngineValue, SecretValue, UnknownValue, type Value } from "../../model/value.ts";
import { unknownValue } from "../../schema/unknownValue.ts";

/** Opaque part of a value. */
export type Leaf = SecretValue | UnknownValue | EngineValue;

/** Returns whether a value is secret, unknown or the engine's, as a whole. */
export function isLeaf(value: unknown): value is Leaf {
  return value instanceof SecretValue || value instanceof UnknownValue || value instanceof EngineValue;
}

/** Marks a value as secret, once. */
export function markSecret(value: Value): SecretValue {
  return value instanceof SecretValue ? value : new SecretValue(value);
}

/**
 * Computes a value from others: unknown if any part of them is unknown, secret if any part is
 * secret.
 * @param label - Returns the label of an unknown result.
 * @param compute - Computes the result from values without secrets and unknown parts.
 */
export function combine(
  values: readonly Value[],
  label: () => string,
  compute: (plain: readonly Value[]) => Value,
): Value {
  const traits = traitsOf(values);
  const result = traits.hasUnknown
    ? new UnknownValue(label())
    : compute(traits.hasSecret ? values.map(reveal) : values);
  return traits.hasSecret ? markSecret(result) : result;
}

/** Replaces every leaf of a value, except those inside secrets. */
export function mapLeaves<T>(value: Value, replace: (leaf: Leaf) => T): Value | T {
  if (typeof value !== "object" || value === null) return value;
  if (isLeaf(value)) return replace(value);
  if (Array.isArray(value))
    return (value as readonly Value[]).map((item) => mapLeaves(item, replace)) as Value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, replace)]),
  ) as Value;
}

/** Converts a value for the checks: unknown parts become `unknownValue`, secrets are in clear. */
export function toCheckable(value: Value): Json {
  return mapLeaves(value, (leaf) =>
    leaf instanceof SecretValue ? toCheckable(leaf.value) : unknownValue,
  ) as Json;
}

/** Returns JSON pointers to the parts of a value that are secret as a whole. */
export function secretPointersOf(value: Value, at = ""): readonly string[] {
  if (value instanceof SecretValue) return [at];
  if (typeof value !== "object" || value === null || isLeaf(value)) return [];
  return Object.entries(value).flatMap(([key, part]) => secretPointersOf(part, at + toPointer([key])));
}

/** Returns every string and number in the secret parts of a value. */
export function secretTextsIn(value: Value, isSecret = false): readonly string[] {
  if (value instanceof SecretValue) return secretTextsIn(value.value, true);
  if (typeof value === "string" || typeof value === "number") return isSecret ? [String(value)] : [];
  if (typeof value !== "object" || value === null || isLeaf(value)) return [];
  return Object.values(value).flatMap((part) => secretTextsIn(part, isSecret));
}

function reveal(value: Value): Value {
  return mapLeaves(value, (leaf) => (leaf instanceof SecretValue ? reveal(leaf.value) : leaf));
}

interface Traits {
  hasUnknown: boolean;
  hasSecret: boolean;
}

function traitsOf(value: unknown, traits: Traits = { hasUnknown: false, hasSecret: false }): Traits {
  if (typeof value !== "object" || value === null || value instanceof EngineValue) return traits;
  if (value instanceof UnknownValue) traits.hasUnknown = true;
  else if (value instanceof SecretValue) {
    traits.hasSecret = true;
    traitsOf(value.value, traits);
  } else for (const inner of Object.values(value)) traitsOf(inner, traits);
  return traits;
}
