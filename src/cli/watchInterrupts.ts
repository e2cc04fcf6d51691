/** Interrupts of this process so far. */
export interface Interrupts {
  /** Aborted when children have to be told to stop. */
  readonly signal: AbortSignal;
  readonly hasCome: () => boolean;
}

/**
 * Watches for Ctrl-C and SIGTERM; the exit code becomes 130 or 143. The first one lets what is under way end; the second ends this process.
 *
 * On a terminal Ctrl-C reaches the engine by itself, as a member of the same group. It is then not told again, because a second
 * signal makes it give up calls in flight.
 */
export function watchInterrupts(isTerminal: boolean): Interrupts {
  const controller = new AbortController();
  let count = 0;
  for (const name of ["SIGINT", "SIGTERM"] as const) {
    const code = name === "SIGINT" ? 130 : 143;
    // `on` and not `once`: where nobody listens any more, a library under the progress display ends the process at once.
    process.on(name, () => {
      count += 1;
      if (count > 1) process.exit(code);
      process.exitCode = code;
      if (name === "SIGTERM" || !isTerminal) controller.abort(new Error(`stopped by ${name}`));
    });
  }
  return { signal: controller.signal, hasCome: () => count > 0 };
}
