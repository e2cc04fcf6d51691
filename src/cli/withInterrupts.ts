import type { Interrupts } from "../engine/operation.ts";
import type { Terminal } from "./terminal.ts";

/** Result of interruptible work. */
type InterruptibleEnd<T> = { readonly kind: "done"; readonly value: T } | { readonly kind: "interrupted" };

/** Messages for interrupts. */
export interface InterruptTexts {
  /** Names what is waited for after the first interrupt, such as `1 call in flight (migrate)`; `undefined` where nothing has to be. */
  readonly waitingFor: () => string | undefined;
  /** Writes a line. @default to standard error */
  readonly write?: (line: string) => void;
  /** Returns what is said when the work is over: how far it came, and the next step. @default nothing */
  readonly end?: (isStoppedNow: boolean) => string;
}

/** Interrupts of a command. */
export interface CommandInterrupts extends Interrupts {
  /** Sets what is said of an interrupt from now on. Until then, nothing is in flight. */
  readonly during: (texts: InterruptTexts) => void;
}

/** Runs work under interrupts: the first one lets calls in flight end, the second one stops at once. */
export async function withInterrupts<T>(
  terminal: Pick<Terminal, "onInterrupt" | "writeError">,
  work: (interrupts: CommandInterrupts) => Promise<T>,
): Promise<InterruptibleEnd<T>> {
  const first = new AbortController();
  const second = new AbortController();
  const writeError = (line: string): void => terminal.writeError(`${line}\n`);
  let texts: InterruptTexts = { waitingFor: () => undefined };
  const off = terminal.onInterrupt(() => {
    const { waitingFor, write = writeError } = texts;
    const awaited = waitingFor();
    if (!first.signal.aborted) {
      write(
        awaited === undefined
          ? "Interrupted. No call is in flight; stopping."
          : `Interrupted. Waiting for ${awaited}; no new calls will start. Press Ctrl-C again to stop immediately.`,
      );
      first.abort();
    } else if (!second.signal.aborted) {
      write(
        awaited === undefined
          ? "Stopping now."
          : "Stopping now. Results of calls in flight will not be saved.",
      );
      second.abort();
    }
  });
  try {
    const value = await work({
      signal: first.signal,
      stopNow: second.signal,
      during: (given) => (texts = given),
    });
    return first.signal.aborted ? interrupted() : { kind: "done", value };
  } catch (error) {
    if (first.signal.aborted) return interrupted();
    throw error;
  } finally {
    off();
  }

  function interrupted(): InterruptibleEnd<T> {
    if (texts.end !== undefined) writeError(texts.end(second.signal.aborted));
    return { kind: "interrupted" };
  }
}
