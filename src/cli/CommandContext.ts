import type { Terminal } from "./terminal.ts";

/** Context of every command. */
export interface CommandContext {
  readonly terminal: Terminal;
  /** Sets the exit code of the process, 0 until then. */
  readonly end: (exitCode: number) => void;
}
