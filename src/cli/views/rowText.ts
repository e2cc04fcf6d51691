import type { Row } from "./Progress.ts";

/** What a row says after its name: `calling db/migrate`, `done in 1.2 s, 2 tries`. */
export function rowText(row: Row, now: number): string {
  const { state, action, call, beganAt, endedAt = now } = row;
  const timeText = beganAt === undefined ? "" : secondsText(endedAt - beganAt);
  switch (state) {
    case "calling":
      return `calling ${action ?? "its action"}`;
    case "following":
      return `following the activation of ${action ?? "its action"}`;
    case "done":
      return `done in ${timeText}${call === undefined || call.attempts < 2 ? "" : `, ${call.attempts} tries`}`;
    case "failed":
      return `failed after ${timeText}`;
    default:
      return state;
  }
}

/** A duration for the eye: `0.3 s`, `75 s`. */
export function secondsText(ms: number): string {
  return `${ms < 10_000 ? (ms / 1000).toFixed(1) : Math.round(ms / 1000)} s`;
}
