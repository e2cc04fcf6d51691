/** How many calls a client makes in one namespace. */
export interface CallLimits {
  /**
   * POSTs under way at once, with the waits between their attempts; a whole number, at least 1.
   * @default 80, of the 100 runs that a namespace may have at once. [doc]
   */
  readonly callsInFlight?: number | undefined;
  /** POSTs started per second, above 0. @default none */
  readonly callsPerSecond?: number | undefined;
}

/** Calls in flight when nothing is said. */
export const defaultCallsInFlight = 80;
