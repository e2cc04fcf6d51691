import type { CallResult } from "../invocation/callOnce.ts";
import type { InvocationEvent, InvocationEventDetail } from "../invocation/events.ts";
import { toCallEnd } from "../invocation/settleClaim.ts";
import type { Clock } from "../ports/ports.ts";
import type { Redactor } from "./redactor.ts";

/** Emits one event of a step. */
export type Emit = (detail: InvocationEventDetail) => void;

/** Resource and action of a step's events. */
export type EventSubject = Pick<InvocationEvent, "key" | "action">;

/** Receiver of events, and the clock that dates them. */
export interface EventSink {
  readonly clock: Pick<Clock, "now">;
  readonly onEvent: ((event: InvocationEvent) => void) | undefined;
}

/** Returns a function that completes the events of a step, removes secrets from their texts, and passes them on. */
export function createEmitter(subject: EventSubject, { clock, onEvent }: EventSink, clean: Redactor): Emit {
  if (onEvent === undefined) return () => {};
  return (detail) => onEvent({ ...redactDetail(detail, clean), at: clock.now(), ...subject });
}

function redactDetail(detail: InvocationEventDetail, clean: Redactor): InvocationEventDetail {
  if (detail.kind === "retrying") return { ...detail, reason: clean(detail.reason) };
  if (detail.kind === "released" && detail.problem !== undefined) {
    return { ...detail, problem: clean(detail.problem) };
  }
  return detail;
}

/** Returns the event for the end of a step. */
export function endedEvent({ outcome, attempts, generation }: CallResult): InvocationEventDetail {
  const { activationId } = toCallEnd(outcome);
  const known = activationId === undefined ? {} : { activationId };
  return { kind: "ended", outcome: outcome.kind, attempts, generation, ...known };
}
