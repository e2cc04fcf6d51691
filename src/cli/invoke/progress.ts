import { eventClause, type InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import type { Terminal } from "../terminal.ts";

/** Progress of one call. */
export interface Progress {
  readonly onEvent: (event: InvocationEvent) => void;
  /** Reports whether the call was made, or one of its key was found. */
  readonly isCalling: () => boolean;
}

/** Returns what tells the progress of a call on standard error, a line for each change. */
export function createProgress({ writeError }: Pick<Terminal, "writeError">, isSilent: boolean): Progress {
  let isCalling = false;
  return {
    onEvent: (event) => {
      if (!["waiting", "released"].includes(event.kind)) isCalling = true;
      const text = event.kind === "calling" ? "calling" : eventClause(event);
      // The result names the outcome of an earlier call.
      if (text === undefined || event.kind === "reused" || isSilent) return;
      writeError(`${actionLabel(event.action)}: ${text}\n`);
    },
    isCalling: () => isCalling,
  };
}
