import { eventClause, type InvocationEvent } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import type { Terminal } from "../terminal.ts";
import { soFar } from "../views/waitingLines.ts";

/** Progress of one call. */
export interface Progress {
  readonly onEvent: (event: InvocationEvent) => void;
  /** Reports whether the call was made, or one of its key was found. */
  readonly isCalling: () => boolean;
}

/** Returns what tells the progress of a call on standard error: a line for each change, and what is waited for when there is none for long. */
export function createProgress(
  { writeError, heartbeat, ports }: Pick<Terminal, "writeError" | "heartbeat" | "ports">,
  isSilent: boolean,
): Progress {
  let isCalling = false;
  return {
    onEvent: (event) => {
      if (!["waiting", "released"].includes(event.kind)) isCalling = true;
      const text = event.kind === "calling" ? "calling" : eventClause(event);
      const untilAt = "untilAt" in event ? event.untilAt : undefined;
      heartbeat?.during(() => {
        const what = waits[event.kind] ?? text ?? "working";
        return [`${actionLabel(event.action)}: ${what} ${soFar(event.at, ports.clock.now(), untilAt)}`];
      });
      // The result names the outcome of an earlier call.
      if (text === undefined || event.kind === "reused" || isSilent) return;
      writeError(`${actionLabel(event.action)}: ${text}\n`);
    },
    isCalling: () => isCalling,
  };
}

/** Text for the wait after an event whose own text does not describe it. */
const waits: Partial<Record<InvocationEvent["kind"], string>> = {
  waiting: "waiting for a slot",
  calling: "waiting for the response",
  waitingForLogs: "waiting for the logs",
};
