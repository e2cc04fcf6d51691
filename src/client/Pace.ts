/** How fast the calls of a namespace are started. A value; `nextPace` makes the next one. */
export interface Pace {
  /** Starts per second. `Infinity` while there is no reason to hold back. */
  readonly perSecond: number;
  /** The rate that the user set, which is never exceeded. `Infinity` for none. */
  readonly mostPerSecond: number;
  /** No call is started earlier, epoch milliseconds. */
  readonly nextAt: number;
  /** When the pace last fell, epoch milliseconds. */
  readonly fellAt: number;
  /** The last seconds' starts that were not refused, by the tenth of a second they fell in, oldest first. */
  readonly starts: readonly { readonly tenth: number; readonly count: number }[];
}

/** What changes a pace. Instants are epoch milliseconds. */
export type PaceEvent =
  /** A call was started. */
  | { readonly kind: "started" }
  /** A call that was started then got through. */
  | { readonly kind: "accepted"; readonly startedAt: number }
  /** A call that was started then was refused for now, perhaps with the word how long to wait. */
  | { readonly kind: "throttled"; readonly startedAt: number; readonly retryAfterMs?: number | undefined };
