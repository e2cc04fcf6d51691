/** The outside world, as the rest of the code sees it. */
export interface Ports {
  readonly clock: Clock;
  /** A number from 0 up to but not including 1. */
  readonly random: () => number;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly operatingSystem: NodeJS.Platform;
  /** The user's home folder. */
  readonly homeDir: string;
  /** A file's text; `undefined` when there is no such file. Other failures throw. */
  readonly readText: (path: string) => string | undefined;
}

/** Time, so that tests can hold it. */
export interface Clock {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
