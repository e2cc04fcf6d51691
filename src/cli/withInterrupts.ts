import type { Interrupts } from "../engine/operation.ts";
import type { Terminal } from "./terminal.ts";

/** How interruptible work ended. */
export type InterruptibleEnd<T> =
  { readonly kind: "done"; readonly value: T } | { readonly kind: "interrupted" };

/** Runs work under interrupts: the first one lets calls in flight end, the second one stops at once. */
export async function withInterrupts<T>(
  terminal: Pick<Terminal, "onInterrupt" | "writeError">,
  work: (interrupts: Interrupts) => Promise<T>,
): Promise<InterruptibleEnd<T>> {
  const first = new AbortController();
  const second = new AbortController();
  const off = terminal.onInterrupt(() => {
    if (!first.signal.aborted) {
      terminal.writeError(
        "Interrupted. Waiting for calls in flight; no new calls will start. Interrupt again (Ctrl-C) to stop immediately.\n",
      );
      first.abort();
    } else if (!second.signal.aborted) {
      terminal.writeError("Stopping now. Results of calls in flight will not be saved.\n");
      second.abort();
    }
  });
  try {
    const value = await work({ signal: first.signal, stopNow: second.signal });
    return first.signal.aborted ? { kind: "interrupted" } : { kind: "done", value };
  } catch (error) {
    if (first.signal.aborted) return { kind: "interrupted" };
    throw error;
  } finally {
    off();
  }
}
