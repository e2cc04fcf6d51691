/** What a process takes to decide on its own end. */
export interface ProcessLifetime {
  /** Looks again and again, after so many milliseconds each. Does not keep the process alive. */
  readonly lookEvery: (periodMs: number, look: () => void) => void;
  /** Ends this process now, as one that has done its work. */
  readonly leave: () => void;
}

/** The end of this process. */
export const nodeProcessLifetime: ProcessLifetime = {
  lookEvery: (periodMs, look) => void setInterval(look, periodMs).unref(),
  leave: () => process.exit(0),
};
