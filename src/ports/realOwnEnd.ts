import type { OwnEnd } from "./OwnEnd.ts";

/** The end of this process. */
export const realOwnEnd: OwnEnd = {
  lookEvery: (periodMs, look) => void setInterval(look, periodMs).unref(),
  leave: () => process.exit(0),
};
