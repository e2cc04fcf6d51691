/** A process, told apart from all others that ever had its number. */
export interface Owner {
  /** The machine, and on Linux the namespace in which the number counts. */
  readonly host: string;
  readonly pid: number;
  /** Text that another process with the same number does not share; empty where the system offers none. */
  readonly startedAt: string;
}

/** The processes, as a journal sees them. */
export interface Processes {
  /** This process. */
  readonly self: Owner;
  /** Whether a process is at work, gone, or `elsewhere`, where nobody can see from here. */
  readonly stateOf: (owner: Owner) => "alive" | "gone" | "elsewhere";
}
