import { actionLabel, type ActionReference } from "../model/action.ts";
import type { Outcome } from "../model/outcome.ts";
import { type ResourceKey, resourceLabel } from "../model/resourceKey.ts";
import type { Owner } from "../ports/processes.ts";

/**
 * What happens to one invocation or check, as it happens. Holds no params and no credential, and of a result only the error of a failed
 * run in a check, without known secrets.
 * Terminal views, JSON events, reports, traces and the audit log read this stream; no message text is parsed back.
 */
export type InvocationEvent = InvocationEventDetail & {
  /** When it happened, epoch milliseconds. */
  readonly at: number;
  readonly key: ResourceKey;
  readonly action: ActionReference;
};

/** What distinguishes one kind of event from another. */
export type InvocationEventDetail =
  /** The call waits for a slot or for the rate limit. */
  | { readonly kind: "waiting" }
  /** The intent is durable, and the first attempt is about to be sent. */
  | {
      readonly kind: "calling";
      readonly generation: number;
      /** Until when the response to one attempt is waited for, epoch milliseconds. */
      readonly untilAt: number;
    }
  /** An attempt provably did not run, and another one follows. */
  | {
      readonly kind: "retrying";
      readonly attempts: number;
      readonly delayMs: number;
      readonly reason: string;
    }
  /** The activation outlived the gateway's wait; its record is polled until `untilAt` (epoch milliseconds). */
  | { readonly kind: "following"; readonly activationId: string; readonly untilAt: number }
  /** The call may have run; the action's activations are searched until `untilAt` (epoch milliseconds). */
  | { readonly kind: "searching"; readonly untilAt: number }
  /** Another process is making the call; its end is awaited. */
  | { readonly kind: "waitingForOwner"; readonly owner: Owner }
  /** The result of an earlier call in the journal is used; nothing is called. */
  | { readonly kind: "reused"; readonly generation: number; readonly activationId?: string }
  /** A call of a check has ended. */
  | ({ readonly kind: "checking" } & CheckProgress)
  /** A check is over, and is healthy or not. */
  | {
      readonly kind: "checked";
      readonly isHealthy: boolean;
      readonly calls: number;
      /** Milliseconds. */
      readonly duration: number;
      readonly activationId?: string;
    }
  /** The resource's keys were released, or, with a reason, could not be. */
  | { readonly kind: "released"; readonly problem?: string }
  /** Deleting the resource calls nothing, although it has an `onDelete`. */
  | { readonly kind: "notCalled"; readonly reason: string }
  /** The run has ended, and the API does not show its logs yet; they are waited for until `untilAt` (epoch milliseconds). */
  | { readonly kind: "waitingForLogs"; readonly activationId: string; readonly untilAt: number }
  /** Last lines of the activation's logs, without secrets. */
  | {
      readonly kind: "logs";
      readonly activationId: string;
      readonly lines: readonly string[];
      /** Number of lines before them. */
      readonly omitted: number;
      /** Why there are none, where they could not be read. */
      readonly problem?: string;
      /** Whether the error of the step has them too. */
      readonly isInError: boolean;
    }
  /** The step is over. */
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
      /** Whether it was the call of `onDelete`. @default false */
      readonly isDelete?: true;
    };

/** Returns logs as lines: a headline, then each line behind a bar, so that no program takes it for a command. */
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

/** How far a check is after one of its calls. */
export interface CheckProgress {
  readonly calls: number;
  /** Most calls that the check's time allows. */
  readonly mostCalls: number;
  /** Healthy calls in a row so far. */
  readonly successes: number;
  /** Healthy calls in a row that the check needs. */
  readonly successesNeeded: number;
  /** Why the call was unhealthy, one printable line; absent for a healthy one. */
  readonly reason?: string;
  /** Whether the unhealthy call before it had the same reason. */
  readonly isRepeated: boolean;
  /** When the check gives up, epoch milliseconds. */
  readonly untilAt: number;
}

/** Returns an event as text for a log; `undefined` for events that a log does not need. */
export function eventText(event: InvocationEvent): string | undefined {
  const text = eventClause(event);
  return text === undefined
    ? undefined
    : `${resourceLabel(event.key)} (${actionLabel(event.action)}): ${text}`;
}

/** Returns what happened in an event, as a clause about its call; `undefined` for events that a log does not need. */
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
    case "calling":
    case "waitingForLogs":
    case "checked":
    case "ended":
      return undefined;
  }
}
