import type { Terminal } from "./terminal.ts";

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets the exit code of the process, 0 until then. */
  readonly end: (exitCode: number) => void;
}
