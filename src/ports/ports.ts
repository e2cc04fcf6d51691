/** The outside world, as the pure core uses it. */
export interface Ports {
  readonly clock: Clock;
  /** Returns a number from 0 up to but not including 1. */
  readonly random: () => number;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly operatingSystem: NodeJS.Platform;
  /** The user's home directory. */
  readonly homeDir: string;
  /** Directory in which this process runs. @default none is known */
  readonly cwd?: string;
  /** Reads a UTF-8 file. Returns `undefined` when it does not exist; throws on any other failure. */
  readonly readText: (path: string) => string | undefined;
}

/** Time, so that tests can control it. */
export interface Clock {
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
