import type { Ports } from "../ports/ports.ts";
import { isCi } from "./isCi.ts";

/** Properties of standard input and output. */
export interface Streams {
  readonly isInputTerminal: boolean;
  readonly isOutputTerminal: boolean;
}

/** Capabilities of the terminal. */
export interface Screen {
  /** `true` when the user can answer a prompt. */
  readonly isInteractive: boolean;
  /** `true` when written lines can be redrawn. */
  readonly isLive: boolean;
}

/**
 * Returns what a command may do with the terminal. `CI` and `--no-tty` treat a pseudo-terminal as none; `TERM=dumb` is one that cannot redraw.
 * @param args - The words after the program's name.
 */
export function readScreen(
  { isInputTerminal, isOutputTerminal }: Streams,
  args: readonly string[],
  env: Ports["env"],
): Screen {
  const end = args.indexOf("--");
  const isRefused = args.slice(0, end === -1 ? args.length : end).includes("--no-tty") || isCi(env);
  const isInteractive = isInputTerminal && isOutputTerminal && !isRefused;
  return { isInteractive, isLive: isInteractive && env["TERM"] !== "dumb" };
}
