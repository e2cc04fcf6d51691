const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const wholePattern = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const partPattern = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/**
 * Reads a duration: a number of milliseconds, or text such as `90s`, `10m`, `1h30m`. Answers milliseconds, or
 * `undefined` for anything else, negative numbers included.
 */
export function parseDuration(value: unknown): number | undefined {
  if (typeof value === "number") return Number.isFinite(value) && value >= 0 ? value : undefined;
  if (typeof value !== "string" || !wholePattern.test(value)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of value.matchAll(partPattern)) {
    totalMs += Number(amount) * (unitMs[unit as string] as number);
  }
  return totalMs;
}
