/** Identifies a process, and no other one that ever has the same pid. */
export interface Owner {
  /** The machine and, on Linux, the pid namespace. */
  readonly host: string;
  readonly pid: number;
  /** String that another process with the same pid does not share; empty where the system has none. */
  readonly startedAt: string;
}

/** The processes that share a journal. */
export interface Processes {
  /** This process. */
  readonly self: Owner;
  /** Returns the state of a process; `elsewhere` when it cannot be seen from this machine or container. */
  readonly stateOf: (owner: Owner) => "alive" | "gone" | "elsewhere";
}

/** A process that is running on this machine. */
export interface RunningProcess {
  readonly pid: number;
  /** String that another process with the same pid does not share; empty where the system has none. */
  readonly startedAt: string;
  /** When it started, epoch milliseconds, to the second; `undefined` where the system does not tell. */
  readonly beganAt: number | undefined;
  /** Pid of its parent, or of the process that adopted it; `undefined` where the system does not tell. */
  readonly parentPid: number | undefined;
  /** Its program and arguments, which may hold secrets: never print it. Empty where the system does not tell. */
  readonly command: string;
}

/** The running processes of this machine by pid. */
export interface ProcessTable {
  /** Name of this machine. */
  readonly hostName: string;
  readonly selfPid: number;
  /** Returns the process that has a pid now; `undefined` when there is none. */
  readonly at: (pid: number) => RunningProcess | undefined;
}

/** What a process needs to exit by itself. */
export interface ProcessLifetime {
  /** Calls a function at a fixed interval, without keeping the process alive. */
  readonly checkEvery: (periodMs: number, check: () => void) => void;
  /** Exits this process with code 0. */
  readonly exit: () => void;
}
