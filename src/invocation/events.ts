import type { AttemptEvent } from "../client/retry.ts";
import type { CallEnd } from "../journal/records.ts";
import { actionLabel, type ActionReference } from "../model/action.ts";
import type { Outcome } from "../model/outcome.ts";
import { type ResourceKey, resourceLabel } from "../model/resourceKey.ts";
import type { Owner } from "../ports/processes.ts";

/**
 * Event of an invocation or check, emitted as it happens. Contains no params and no credentials. Of
 * a result it contains only the error of a failed run in a check, with known secrets masked.
 * Terminal views, JSON events, reports, traces and the audit log read this stream; no message text
 * is parsed back.
 */
export type InvocationEvent = InvocationEventDetail & {
  /** Time of the event, epoch milliseconds. */
  readonly at: number;
  readonly key: ResourceKey;
  readonly action: ActionReference;
};

/** Fields of each kind of event. */
export type InvocationEventDetail =
  /** The call waits for a slot or for the rate limit. */
  | {
      readonly kind: "waiting";
      /** Origin that the call is sent to: scheme, host and port. */
      readonly origin: string;
    }
  /** The call has its slot and may start; an invocation writes its intent next. */
  | { readonly kind: "acquired" }
  /** The intent is durable, and the first attempt is about to be sent. */
  | {
      readonly kind: "calling";
      readonly generation: number;
      /** Id of the intent in the journal. */
      readonly claim: string;
      /** Until when the response to one attempt is waited for, epoch milliseconds. */
      readonly untilAt: number;
    }
  | AttemptEvent
  /** An attempt provably did not run, and another one follows. */
  | {
      readonly kind: "retrying";
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /**
   * The activation outlived the gateway's time-out; its record is polled until `untilAt` (epoch
   * milliseconds).
   */
  | { readonly kind: "following"; readonly activationId: string; readonly untilAt: number }
  /** The call may have run; the action's activations are searched until `untilAt` (epoch milliseconds). */
  | { readonly kind: "searching"; readonly untilAt: number }
  /** The end of a claim was recorded in the journal. */
  | { readonly kind: "recorded"; readonly claim: string; readonly end: CallEnd["kind"] }
  /** A traced earlier call is continued. */
  | {
      readonly kind: "resuming";
      /** W3C `traceparent` of the earlier call. */
      readonly trace: string;
    }
  /** Another process is making the call; this process waits for its end. */
  | { readonly kind: "waitingForOwner"; readonly owner: Owner }
  /** The result of an earlier call in the journal is used; nothing is called. */
  | { readonly kind: "reused"; readonly generation: number; readonly activationId?: string }
  /** A call of a check ended. */
  | ({ readonly kind: "checking" } & CheckProgress)
  /** A check ended. */
  | {
      readonly kind: "checked";
      readonly isHealthy: boolean;
      readonly calls: number;
      /** Duration of the check, milliseconds. */
      readonly duration: number;
      readonly activationId?: string;
    }
  /** The keys of the resource were released; `problem` is set when that failed. */
  | { readonly kind: "released"; readonly problem?: string }
  /** Deleting the resource calls nothing, although it has `onDelete`. */
  | { readonly kind: "notCalled"; readonly reason: string }
  /** The run has ended, and the API does not show its logs yet; they are waited for until `untilAt` (epoch milliseconds). */
  | { readonly kind: "waitingForLogs"; readonly activationId: string; readonly untilAt: number }
  /** Last lines of the activation's logs, without secrets. */
  | {
      readonly kind: "logs";
      readonly activationId: string;
      readonly lines: readonly string[];
      /** Number of lines before them that are omitted. */
      readonly omitted: number;
      /** Reason why they could not be read; absent when they were read. */
      readonly problem?: string;
      /** `true` when the error of the step contains the lines too. */
      readonly isInError: boolean;
    }
  /** The step ended. */
  | {
      readonly kind: "ended";
      readonly outcome: Outcome["kind"];
      readonly attempts: number;
      readonly generation: number;
      readonly activationId?: string;
      /** Duration of the run, milliseconds. Absent where its record was not read. */
      readonly durationMs?: number;
      /** Action that deleting the resource calls. */
      readonly onDelete?: ActionReference;
      /** Set for a call of `onDelete`. @default false */
      readonly isDelete?: true;
    };

/**
 * Formats logs as lines: a headline, then each line after a bar, so that no program reads it as a
 * command.
 */
export function logLines({
  lines,
  omitted,
  problem,
}: Pick<
  Extract<InvocationEventDetail, { kind: "logs" }>,
  "lines" | "omitted" | "problem"
>): readonly string[] {
  if (problem !== undefined) return [`logs: ${problem}`];
  if (lines.length === 0) return ["logs: none"];
  const count = omitted === 0 ? "" : ` (last ${lines.length} of ${lines.length + omitted} lines)`;
  return [`logs${count}:`, ...lines.map((line) => `| ${line}`)];
}

/** Progress of a check after one of its calls. */
export interface CheckProgress {
  readonly calls: number;
  /** Maximum number of calls in the time of the check. */
  readonly mostCalls: number;
  /** Healthy calls in a row so far. */
  readonly successes: number;
  /** Healthy calls in a row that the check requires. */
  readonly successesNeeded: number;
  /** Reason why the call was unhealthy, one printable line; absent for a healthy one. */
  readonly reason?: string;
  /** `true` when the previous unhealthy call had the same reason. */
  readonly isRepeated: boolean;
  /** Deadline of the check, epoch milliseconds. */
  readonly untilAt: number;
}

/** Formats an event as text for a log; `undefined` for events that a log does not need. */
export function eventText(event: InvocationEvent): string | undefined {
  const text = eventClause(event);
  return text === undefined
    ? undefined
    : `${resourceLabel(event.key)} (${actionLabel(event.action)}): ${text}`;
}

/** Describes an event as a clause about its call; `undefined` for events that a log does not need. */
export function eventClause(event: InvocationEvent): string | undefined {
  switch (event.kind) {
    case "retrying":
      return `attempt ${event.attempts} did not run: ${event.reason}; retrying in ${(event.delayMs / 1000).toFixed(1)} s`;
    case "following":
      return `activation ${event.activationId} has not finished; waiting for it`;
    case "searching":
      return `the call may have run; searching the action's activations`;
    case "waitingForOwner":
      return `process ${event.owner.pid} is making this call; waiting for its result`;
    case "reused":
      return `reusing the result of an earlier call found in the journal; not calling again`;
    case "checking":
      // A line for each call would bury all others.
      return event.reason === undefined || event.isRepeated
        ? undefined
        : `unhealthy after ${event.calls} of at most ${event.mostCalls} calls: ${event.reason}`;
    case "released":
      return event.problem === undefined
        ? undefined
        : `${event.problem}; a new resource of this name with the same inputs will not be called`;
    case "notCalled":
      return `${event.reason}; not called`;
    case "logs":
      return event.isInError ? undefined : logLines(event).join("\n  ");
    case "waiting":
    case "acquired":
    case "resuming":
    case "calling":
    case "posting":
    case "posted":
    case "recorded":
    case "waitingForLogs":
    case "checked":
    case "ended":
      return undefined;
  }
}
