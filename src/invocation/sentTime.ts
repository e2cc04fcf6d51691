import type { JournalEntry } from "../journal/Journal.ts";
import type { SentTime } from "./sightWindow.ts";

/** When a call may have been sent, by what the journal knows. */
export function sentTime(
  { at, sendsUntilAt }: Pick<JournalEntry, "at" | "sendsUntilAt">,
  now: number,
): SentTime {
  return { sentFromAt: at, sentUntilAt: Math.min(sendsUntilAt, now) };
}
