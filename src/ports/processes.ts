/** Identity of a process that distinguishes it from later processes with the same pid. */
export interface Owner {
  /** The machine and, on Linux, the pid namespace. */
  readonly host: string;
  readonly pid: number;
  /** String that no other process with the same pid has; empty where the system has none. */
  readonly startedAt: string;
}

/** Processes that share a journal. */
export interface Processes {
  /** This process. */
  readonly self: Owner;
  /** Returns the state of a process; `elsewhere` when it is not visible from this machine or container. */
  readonly stateOf: (owner: Owner) => "alive" | "gone" | "elsewhere";
}

/** Running process on this machine. */
export interface RunningProcess {
  readonly pid: number;
  /** String that no other process with the same pid has; empty where the system has none. */
  readonly startedAt: string;
  /**
   * Start time in epoch milliseconds, precise to the second; `undefined` where the system does not
   * report it.
   */
  readonly beganAt: number | undefined;
  /**
   * Pid of its parent, or of the process that adopted it; `undefined` where the system does not
   * report it.
   */
  readonly parentPid: number | undefined;
  /**
   * Program and arguments, which may contain secrets: never print it. Empty where the system does
   * not report it.
   */
  readonly command: string;
}

/** Running processes of this machine by pid. */
export interface ProcessTable {
  /** Name of this machine. */
  readonly hostName: string;
  readonly selfPid: number;
  /** Returns the process that currently has a pid; `undefined` when there is none. */
  readonly at: (pid: number) => RunningProcess | undefined;
}

/** Operations with which a process ends its own lifetime. */
export interface ProcessLifetime {
  /** Calls a function at a fixed interval, without keeping the process alive. */
  readonly checkEvery: (periodMs: number, check: () => void) => void;
  /** Exits this process with code 0. */
  readonly exit: () => void;
}
