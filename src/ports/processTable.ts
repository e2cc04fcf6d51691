/** A process that runs on this machine now. */
export interface RunningProcess {
  readonly pid: number;
  /** Text that another process with the same number does not share; empty where the system offers none. */
  readonly startedAt: string;
  /** When it began, epoch milliseconds, to the second; `undefined` where the system does not tell. */
  readonly beganAt: number | undefined;
  /** Number of the process that started it, or that took it over when that one ended; `undefined` where the system does not tell. */
  readonly parentPid: number | undefined;
  /** Its program and words. May hold secrets of others: not to be shown. Empty where the system does not tell. */
  readonly command: string;
}

/** The processes of this machine by their numbers. */
export interface ProcessTable {
  /** Name of this machine. */
  readonly hostName: string;
  readonly selfPid: number;
  /** What runs under a number now; `undefined` when nothing does. */
  readonly at: (pid: number) => RunningProcess | undefined;
}
