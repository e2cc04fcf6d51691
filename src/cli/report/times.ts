/** Formats a duration for people: `412 ms`, `4.1 s`, `2 min 5 s`. */
export function durationText(ms: number): string {
  const whole = Math.max(0, Math.round(ms));
  if (whole < 1000) return `${whole} ms`;
  if (whole < 59_950) return `${(whole / 1000).toFixed(1)} s`;
  const seconds = Math.round(whole / 1000);
  const [hours, minutes] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60];
  if (hours > 0) return `${hours} h ${minutes} min`;
  return seconds % 60 === 0 ? `${minutes} min` : `${minutes} min ${seconds % 60} s`;
}

/** Formats a time as UTC, to the second: `2026-12-01 09:30:00 UTC`. Times that no date can hold are shown as numbers. */
export function utcText(at: number): string {
  const date = new Date(at);
  if (Number.isNaN(date.getTime())) return String(at);
  return `${date.toISOString().slice(0, 19).replace("T", " ")} UTC`;
}

/** Returns at most eight round times that divide a duration, milliseconds, from 0 on. */
export function ticksOf(totalMs: number): readonly number[] {
  const steps = [1, 2, 5].flatMap((one) => [1, 10, 100, 1000].map((power) => one * power));
  const long = [10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 21_600, 86_400].map(
    (one) => one * 1000,
  );
  const step =
    [...steps, ...long].sort((one, other) => one - other).find((one) => totalMs / one <= 7) ?? totalMs / 4;
  const count = Math.floor(totalMs / step);
  return Array.from({ length: count + 1 }, (_, at) => at * step);
}
