/**
 * Reads a `Retry-After` header: whole seconds, or an HTTP date. Answers milliseconds from `nowMs`, at least 0;
 * `undefined` for anything else.
 * Source: RFC 9110 section 10.2.3
 */
export function retryAfter(value: string | undefined, nowMs: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - nowMs);
}
