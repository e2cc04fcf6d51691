import { isJsonObject } from "../model/json.ts";
import { unknownValue } from "./unknownValue.ts";

/** Whether a JSON value that may hold unknown values can still turn out equal to one that holds none. */
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
