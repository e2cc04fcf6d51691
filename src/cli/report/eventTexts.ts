import { actionLabel } from "../../model/action.ts";
import type { RecordedEvent } from "../record/runRecord.ts";
import { durationText, utcText } from "./times.ts";

/** Describes what happened in an event, as a clause. Kinds that are not known, of another origin, are named. */
export function recordedEventText(event: RecordedEvent): string {
  switch (event.kind) {
    case "waiting":
      return "waits for a slot";
    case "acquired":
      return "has a slot";
    case "calling":
      return `generation ${event.generation}: the intent is in the journal (claim ${event.claim})`;
    case "posting":
      return `attempt ${event.attempt} is posted`;
    case "posted":
      return `attempt ${event.attempt}: ${responseText(event)}`;
    case "retrying":
      return `attempt ${event.attempts} did not run: ${event.reason}; the next one follows in ${durationText(event.delayMs)}`;
    case "recorded":
      return `the journal has the end: ${event.end} (claim ${event.claim})`;
    case "following":
      return `activation ${event.activationId} has not ended; followed until ${utcText(event.untilAt)}`;
    case "searching":
      return `the response was lost; its run is searched for until ${utcText(event.untilAt)}`;
    case "waitingForOwner":
      return `process ${event.owner.pid} on ${event.owner.host} is making this call; waits for it`;
    case "reused":
      return `the result of generation ${event.generation} in the journal is used; nothing is called`;
    case "checking":
      return `call ${event.calls} of at most ${event.mostCalls}: ${event.reason === undefined ? "healthy" : `unhealthy: ${event.reason}`}`;
    case "checked":
      return `${event.isHealthy ? "healthy" : "not healthy"} after ${event.calls} calls`;
    case "released":
      return event.problem === undefined
        ? "its keys are released"
        : `its keys were not released: ${event.problem}`;
    case "waitingForLogs":
      return `waits for the logs of activation ${event.activationId}, until ${utcText(event.untilAt)}`;
    case "notCalled":
      return `not called: ${event.reason}`;
    case "ended": {
      const undone = event.onDelete === undefined ? "" : `; deleting it calls ${actionLabel(event.onDelete)}`;
      return `ended: ${event.outcome}${undone}`;
    }
    default:
      return (event as { readonly kind: string }).kind;
  }
}

function responseText({ status, requestId, delivery }: Extract<RecordedEvent, { kind: "posted" }>): string {
  const id = requestId === undefined ? "" : ` (request ${requestId})`;
  if (delivery === undefined) return `HTTP ${status}${id}`;
  const how: Readonly<Record<string, string>> = {
    notSent: "nothing was sent",
    sentInPart: "the connection broke while it was sent",
    sent: "no response came",
    responseStarted: "the response broke off",
  };
  return `${how[delivery] ?? delivery}${status === undefined ? "" : `, HTTP ${status}`}${id}`;
}
