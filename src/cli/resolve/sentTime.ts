import type { SentTime } from "../../invocation/sightWindow.ts";
import type { Call } from "./readCalls.ts";

/** When a call may have been sent, by what the journal knows. */
export function sentTime({ entry }: Pick<Call, "entry">, now: number): SentTime {
  return { sentFromAt: entry.at, sentUntilAt: Math.min(entry.sendsUntilAt, now) };
}
