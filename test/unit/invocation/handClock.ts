import type { Clock } from "../../../src/ports/ports.ts";

/** A clock that stands still but when somebody sleeps, and remembers how long each one did. */
export function handClock(startAt = 1_714_021_538_000): Clock & { readonly slept: number[] } {
  const slept: number[] = [];
  let now = startAt;
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      slept.push(ms);
      now += ms;
    },
  };
}
