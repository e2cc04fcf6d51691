import { type Json, toPointer } from "../model/json.ts";

/** Every text at or below the places in a value that JSON pointers name; keys are not meant. */
export function textsAt(value: Json | undefined, pointers: readonly string[], at = ""): string[] {
  if (typeof value === "string") return pointers.some((one) => isAtOrBelow(at, one)) ? [value] : [];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, part]) => textsAt(part, pointers, at + toPointer([key])));
}

function isAtOrBelow(pointer: string, place: string): boolean {
  return pointer === place || pointer.startsWith(`${place}/`);
}
