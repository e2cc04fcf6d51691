import type { WriteStream } from "node:tty";

/** Output stream of {@link watchOnTerminal}. */
export type Screen = Pick<WriteStream, "isTTY" | "write">;

const terminal = { everyMs: 500, before: "\r", after: "\x1b[K" };
const plain = { everyMs: 10_000, before: "", after: "\n" };

/**
 * Shows that long work is alive, with the time it has taken: one line that is rewritten on a terminal, a new line
 * every 10 seconds elsewhere. Gives the work's own result.
 */
export async function watchOnTerminal<T>(title: string, work: Promise<T>, screen: Screen): Promise<T> {
  const { everyMs, before, after } = screen.isTTY ? terminal : plain;
  const startedAt = performance.now();
  const show = (state: string): void => {
    const seconds = Math.round((performance.now() - startedAt) / 1000);
    screen.write(`${before}${title}: ${state}${seconds} s${after}`);
  };
  show("");
  const timer = setInterval(show, everyMs, "");
  try {
    return await work;
  } finally {
    clearInterval(timer);
    show("ended after ");
    if (screen.isTTY) screen.write("\n");
  }
}
