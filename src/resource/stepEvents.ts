import type { CallResult } from "../invocation/callOnce.ts";
import type { InvocationEvent, InvocationEventDetail } from "../invocation/events.ts";
import { toCallEnd } from "../invocation/settleClaim.ts";
import type { ActionReference } from "../model/action.ts";
import type { Clock } from "../ports/ports.ts";
import type { Redactor } from "./redactor.ts";

/** Emits one event of a step. */
export type Emit = (detail: InvocationEventDetail) => void;

/** Resource and action of a step's events. */
export type EventSubject = Pick<InvocationEvent, "key" | "action">;

/** Receiver of events, and the clock for their timestamps. */
export interface EventSink {
  readonly clock: Pick<Clock, "now">;
  readonly onEvent?: ((event: InvocationEvent) => void) | undefined;
}

/** Returns a function that completes the events of a step, redacts their texts, and passes them on. */
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

/** Returns the event for the end of a step. @param onDelete - Action that undoes the step. */
export function endedEvent(
  { outcome, attempts, generation }: CallResult,
  onDelete?: ActionReference,
): Extract<InvocationEventDetail, { kind: "ended" }> {
  const { activationId, durationMs } = toCallEnd(outcome);
  return {
    kind: "ended",
    outcome: outcome.kind,
    attempts,
    generation,
    ...(activationId === undefined ? {} : { activationId }),
    ...(durationMs === undefined ? {} : { durationMs }),
    ...(onDelete === undefined ? {} : { onDelete }),
  };
}
