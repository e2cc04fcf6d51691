import type { Terminal } from "./Terminal.ts";

/** What every command works with. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets the exit code of the process, 0 until then. */
  readonly end: (exitCode: number) => void;
}
