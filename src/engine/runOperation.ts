import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import { engineError } from "./engineError.ts";
import { readEvent } from "./readEvent.ts";
import type { StackEvent } from "./stackEvent.ts";

/** What an operation of a stack takes to be watched and stopped. */
export interface OperationHandles {
  readonly onEvent: (event: EngineEvent) => void;
  readonly signal?: AbortSignal;
}

/**
 * Runs an operation of a stack: `runOperation((handles) => stack.up(handles), watch)`. Aborting stops it as Ctrl-C would: steps under way end
 * and are saved.
 * @throws NcfError with what the engine said: under our own code where the first error has one, else NCF_ENGINE_FAILED
 */
export async function runOperation<T>(
  operation: (handles: OperationHandles) => Promise<T>,
  watch: (event: StackEvent) => void,
  signal?: AbortSignal,
): Promise<T> {
  const errors: string[] = [];
  const onEvent = (event: EngineEvent): void => {
    const seen = readEvent(event);
    if (seen === undefined) return;
    if (seen.kind === "said" && seen.severity === "error") {
      const text = seen.name === undefined ? seen.message : `${seen.name}: ${seen.message}`;
      // What ends an inline program is said by the SDK, and by the engine again.
      if (errors.includes(text)) return;
      errors.push(text);
    }
    watch(seen);
  };
  try {
    return await operation(signal === undefined ? { onEvent } : { onEvent, signal });
  } catch (error) {
    signal?.throwIfAborted();
    throw engineError(errors, error);
  }
}
