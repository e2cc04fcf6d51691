import { unknownValue } from "./unknownValue.ts";

/** Whether a JSON value is, or holds at any depth, a value that is not known yet. */
export function hasUnknown(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return value === unknownValue;
  return Object.values(value).some(hasUnknown);
}
