/** Access to everything outside the pure core. */
export interface Ports {
  readonly clock: Clock;
  /** Returns a number from 0 up to but not including 1. */
  readonly random: () => number;
  /** Environment variables. */
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly operatingSystem: NodeJS.Platform;
  /** The user's home directory. */
  readonly homeDir: string;
  /** Working directory of this process. @default unknown */
  readonly cwd?: string;
  /** Reads a UTF-8 file. Returns `undefined` when it does not exist; throws on any other failure. */
  readonly readText: (path: string) => string | undefined;
}

/** Time source that tests can control. */
export interface Clock {
  /** Returns epoch milliseconds. */
  readonly now: () => number;
  /** Waits; rejects with the signal's reason when it is aborted. */
  readonly sleep: (ms: number, signal?: AbortSignal) => Promise<void>;
}
