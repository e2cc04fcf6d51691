import type { Clock } from "../../src/ports/ports.ts";
import { nodePorts } from "../../src/ports/nodePorts.ts";

/** A clock that goes with the real one, on which nobody waits: whoever sleeps is 7 minutes later. */
export function jumpingClock(): Clock {
  const { now } = nodePorts().clock;
  let jumpedMs = 0;
  return {
    now: () => now() + jumpedMs,
    sleep: async () => {
      jumpedMs += 7 * 60_000;
    },
  };
}
