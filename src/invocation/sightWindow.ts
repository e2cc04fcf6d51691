const seconds = 1000;
/** The longest that an action may run. [doc] */
const longestRunMs = 300 * seconds;
/** Until a run has begun, and until its record can be seen: 30 to 40 s were met. [field] */
const lagMs = 60 * seconds;
/** How far the API's clock may be off without anybody noticing: signatures are taken within 5 minutes. [doc] */
const clockDoubtMs = 300 * seconds;

/** When a call was made, as far as that is known. */
export interface SentTime {
  /** When the POST may have left this machine: from, until; epoch milliseconds of this machine's clock. */
  readonly sentFromAt: number;
  readonly sentUntilAt: number;
  /** The action's own limit, where that is known, milliseconds. @default 300000, the longest there is */
  readonly actionLimitMs?: number;
}

/** When to look for the run of a call. */
export interface SightWindow {
  /** A run of it began in this time, both included, epoch milliseconds of this machine's clock. */
  readonly startAt: number;
  readonly endAt: number;
  /** By then a run of it would have ended and its record be seen, epoch milliseconds of this machine's clock. */
  readonly settledAt: number;
}

/** Says when the run of a call may have begun, and by when it would be seen. */
export function sightWindow({
  sentFromAt,
  sentUntilAt,
  actionLimitMs = longestRunMs,
}: SentTime): SightWindow {
  return {
    startAt: sentFromAt - clockDoubtMs,
    endAt: sentUntilAt + clockDoubtMs + lagMs,
    settledAt: sentUntilAt + actionLimitMs + lagMs,
  };
}
