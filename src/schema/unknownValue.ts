import { isJsonObject } from "../model/json.ts";

/**
 * Placeholder of an unknown value, at any depth of plain JSON. It differs in each process, so that
 * no data equals it. `pulumi/wire.ts` converts from and to the sentinels of the engine.
 */
export const unknownValue = `unknown:${globalThis.crypto.randomUUID()}`;

/** Returns whether a JSON value is an unknown value or contains one at any depth. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === unknownValue;
  return Object.values(value).some(hasUnknown);
}

/** Returns whether a JSON value with unknown parts can become equal to a known value. */
export function couldEqual(value: unknown, target: unknown): boolean {
  if (value === unknownValue || value === target) return true;
  if (Array.isArray(value) && Array.isArray(target)) {
    return value.length === target.length && value.every((one, at) => couldEqual(one, target[at]));
  }
  if (!isJsonObject(value) || !isJsonObject(target)) return false;
  const keys = Object.keys(value);
  return (
    keys.length === Object.keys(target).length &&
    keys.every((key) => Object.hasOwn(target, key) && couldEqual(value[key], target[key]))
  );
}
