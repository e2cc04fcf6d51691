import { cut } from "../../diagnostics/safeText.ts";
import type { Mask } from "../../diagnostics/redact.ts";
import type { RecordedValue } from "./runRecord.ts";

/** UTF-16 units of a value's JSON that a record keeps. */
const longestValue = 16_384;
/** UTF-16 units of a string that are searched for secrets; no more than that is kept. */
const longestString = 65_536;
const deepest = 64;

/** Returns a value whose strings and keys hold no secret. */
export function maskValue(value: unknown, mask: Mask, depth = 0): unknown {
  if (typeof value === "string") return mask(cut(value, longestString));
  if (typeof value === "number") return mask(String(value)) === String(value) ? value : "[secret]";
  if (typeof value !== "object" || value === null) return value;
  if (depth > deepest) return "…";
  if (Array.isArray(value)) return value.map((item) => maskValue(item, mask, depth + 1));
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [mask(key), maskValue(inner, mask, depth + 1)]),
  );
}

/** Returns a value without secrets, and only the beginning of it where its JSON is longer than 16 kB. */
export function recordValue(value: unknown, mask: Mask): RecordedValue {
  const masked = maskValue(value, mask);
  const text = JSON.stringify(masked) ?? "null";
  if (text.length <= longestValue) return { value: masked };
  return { start: text.slice(0, longestValue), length: text.length };
}

/** Returns a mask that remembers texts: names, reasons and statuses come again and again. */
export function remembering(mask: Mask): Mask {
  const known = new Map<string, string>();
  return (text) => {
    if (text.length > 200) return mask(text);
    let masked = known.get(text);
    if (masked === undefined) known.set(text, (masked = mask(text)));
    return masked;
  };
}
