import type { Json } from "../model/Json.ts";

/** Every text within a value, at any depth; keys are not meant. */
export function textsOf(value: Json | undefined): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(textsOf);
}
