import { activeStates, type Row, rowText } from "./rows.ts";
import { secondsText } from "./text.ts";

const mostLines = 5;

/** Returns a function that says how long something is waited for from now on: `waiting for the engine (30 s so far)`. */
export function waitingSince(what: string, now: () => number, untilAt?: number): () => readonly string[] {
  const startedAt = now();
  return () => [`${what} ${soFar(startedAt, now(), untilAt)}`];
}

/** Says how long something has been waited for, and until when it will be at most: `(30 s so far, until 2026-11-25T15:42:10Z at the latest)`. */
export function soFar(startedAt: number, now: number, untilAt?: number): string {
  const until =
    untilAt === undefined || !Number.isFinite(untilAt)
      ? ""
      : `, until ${new Date(untilAt).toISOString().replace(/\.\d+Z$/, "Z")} at the latest`;
  return `(${secondsText(now - startedAt)} so far${until})`;
}

/** Says what a run waits for: a line for each of up to 5 resources, else the engine. */
export function waitingLines(rows: readonly Row[], startedAt: number, now: number): readonly string[] {
  const atWork = rows.filter(({ state, endedAt }) => endedAt === undefined && activeStates.has(state));
  if (atWork.length === 0) return [`waiting for the engine ${soFar(startedAt, now)}`];
  const lines = atWork
    .slice(0, mostLines)
    .map((row) => `${row.name}: ${rowText(row, now)} ${soFar(row.startedAt ?? startedAt, now, row.untilAt)}`);
  const more = atWork.length - lines.length;
  return more === 0 ? lines : [...lines, `… and ${more} more in progress`];
}
