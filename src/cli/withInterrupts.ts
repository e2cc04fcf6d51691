import type { Terminal } from "./terminal.ts";

/** How interrupts reach a command. */
export interface Interrupts {
  /** Aborted at the first interrupt. */
  readonly signal: AbortSignal;
  /**
   * Has the engine interrupted at every abort event; absent on a terminal, which interrupts the engine itself, being its process's
   * too: told twice, the engine would drop the calls in flight.
   */
  readonly engineSignal?: AbortSignal;
}

/** How interruptible work ended. */
export type InterruptibleEnd<T> =
  { readonly kind: "done"; readonly value: T } | { readonly kind: "interrupted" };

/** Runs work under interrupts: the first one lets calls in flight end, the second one stops the engine. */
export async function withInterrupts<T>(
  terminal: Terminal,
  work: (interrupts: Interrupts) => Promise<T>,
): Promise<InterruptibleEnd<T>> {
  const controller = new AbortController();
  const { signal } = controller;
  const stop = terminal.onInterrupt(() => {
    if (!signal.aborted) {
      terminal.writeError(
        "interrupted: calls in flight end and are saved, no more are made; once more stops at once\n",
      );
      controller.abort();
      return;
    }
    terminal.writeError("stopping at once: what the calls in flight came to is not saved\n");
    // The Automation API interrupts the engine at every such event.
    signal.dispatchEvent(new Event("abort"));
  });
  try {
    const value = await work({ signal, ...(terminal.isInteractive ? {} : { engineSignal: signal }) });
    return { kind: "done", value };
  } catch (error) {
    if (signal.aborted) return { kind: "interrupted" };
    throw error;
  } finally {
    stop();
  }
}
