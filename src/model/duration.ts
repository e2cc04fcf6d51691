const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const wholePattern = /^(?:\d+(?:\.\d+)?(?:ms|s|m|h))+$/;
const partPattern = /(\d+(?:\.\d+)?)(ms|s|m|h)/g;

/**
 * Parses a duration: a number of milliseconds, or a string such as `90s`, `10m`, `1h30m`. Returns
 * milliseconds, or `undefined` for anything else, including negative numbers.
 */
export function parseDuration(value: unknown): number | undefined {
  const ms = typeof value === "string" ? sumOfParts(value) : value;
  return typeof ms === "number" && Number.isFinite(ms) && ms >= 0 ? ms : undefined;
}

function sumOfParts(text: string): number | undefined {
  if (!wholePattern.test(text)) return undefined;
  let totalMs = 0;
  for (const [, amount, unit] of text.matchAll(partPattern)) {
    totalMs += Number(amount) * (unitMs[unit as string] as number);
  }
  return totalMs;
}

/**
 * Formats milliseconds for {@link parseDuration}: `250ms`, `1.5s`, `5m`, `1h30m`. Rounds to whole
 * milliseconds.
 */
export function formatDuration(ms: number): string {
  const whole = Math.round(ms);
  if (whole < 1000) return `${whole}ms`;
  const hours = Math.floor(whole / 3_600_000);
  const minutes = Math.floor((whole % 3_600_000) / 60_000);
  const seconds = (whole % 60_000) / 1000;
  const parts = [`${hours}h`, `${minutes}m`, `${seconds}s`];
  return parts.filter((part) => Number.parseFloat(part) > 0).join("");
}
