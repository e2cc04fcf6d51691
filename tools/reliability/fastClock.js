import { setTimeout as sleep } from "node:timers/promises";

/**
 * A clock that goes faster by a scale.
 * @param {number} scale
 * @returns {import("./runTrial.js").Clock}
 */
export function fastClock(scale) {
  const startedAt = Date.now();
  return {
    now: () => startedAt + (Date.now() - startedAt) * scale,
    sleep: (ms, signal) => sleep(ms / scale, undefined, { signal }),
  };
}
