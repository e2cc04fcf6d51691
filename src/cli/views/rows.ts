import type { CallFacts, CheckFacts, StackEvent } from "../../engine/stackEvents.ts";
import { type CheckProgress, type InvocationEvent, logLines } from "../../invocation/events.ts";
import { actionLabel } from "../../model/action.ts";
import { actionCheck } from "../../model/actionCheck.ts";
import { actionInvocation } from "../../model/actionInvocation.ts";
import type { Clock } from "../../ports/ports.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { countText, secondsText } from "./text.ts";

/** Progress of a resource. */
export type RowState =
  | "waiting"
  | "calling"
  | "checking"
  | "retrying"
  | "following"
  | "searching"
  | "waitingForOwner"
  | "waitingForLogs"
  | "reusing"
  | "running"
  | "reading"
  | "removing"
  | "done"
  | "unchanged"
  | "removed"
  | "failed";

/** States of a call of an invocation that is in flight. */
export const callStates: ReadonlySet<RowState> = new Set([
  "calling",
  "retrying",
  "following",
  "searching",
  "waitingForOwner",
  "waitingForLogs",
  "reusing",
]);
/** States of a step without a call that is under way. */
export const stepStates: ReadonlySet<RowState> = new Set(["running", "reading", "removing"]);
/** States of a resource that is worked on. */
export const activeStates: ReadonlySet<RowState> = new Set([...callStates, "checking", ...stepStates]);

/** One resource of a run. */
export interface Row {
  readonly name: string;
  /** `ncf:ActionInvocation`, `ncf:ActionCheck`, `command:local:Command`. */
  readonly type: string;
  /** The action that is called: `db/migrate`. */
  readonly action: string | undefined;
  readonly state: RowState;
  /** Details of the state: why an attempt is repeated, which process is waited for. */
  readonly detail?: string | undefined;
  /** Until when the state lasts at most, where that is known, epoch milliseconds. */
  readonly untilAt?: number | undefined;
  /** Epoch milliseconds. */
  readonly startedAt: number | undefined;
  readonly endedAt: number | undefined;
  /** Start of the current state of an invocation, epoch milliseconds. */
  readonly since?: number;
  readonly call: CallFacts | CheckFacts | undefined;
  /** Origin of the result of an invocation: a call of this run, or an earlier one. */
  readonly source?: "called" | "reused";
}

/** Follows the resources of a run by its events. Each row is there from the start, as the plan has it. */
export class Rows {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Pick<Clock, "now">;

  constructor({ steps }: Pick<StackPlan, "steps">, clock: Pick<Clock, "now">) {
    this.#clock = clock;
    for (const { name, type, action } of steps) this.#rows.set(name, newRow(name, type, action));
  }

  get all(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** Takes in an event of the engine. Returns the row as it is now; `undefined` when nothing has changed that is shown. */
  receive(event: StackEvent): Row | undefined {
    if (event.kind === "message" || event.type.startsWith("pulumi:")) return undefined;
    const { name, type, step } = event;
    const before = this.#rows.get(name) ?? newRow(name, type);
    const now = this.#clock.now();
    switch (event.kind) {
      case "started": {
        if (step === "same") return undefined;
        const state = startState(step, type, event.isPending === true);
        // The provider may have told more already.
        if (
          (state === "calling" || state === "checking") &&
          before.startedAt !== undefined &&
          before.endedAt === undefined
        )
          return before;
        return this.#set({ ...before, state, startedAt: now, endedAt: undefined });
      }
      case "succeeded":
        return this.#set({ ...before, state: endState(step), endedAt: now, call: event.call });
      case "failed":
        return this.#set({ ...before, state: "failed", endedAt: now });
    }
  }

  /** Takes in what happens to one invocation. Returns its row as it is now; `undefined` when nothing has changed that is shown. */
  receiveInvocation(event: InvocationEvent): Row | undefined {
    const { name } = event.key;
    const before = this.#rows.get(name) ?? newRow(name, actionInvocation.type);
    const row: Row = {
      ...before,
      // An update or a deletion may call another action than the plan names.
      action: actionLabel(event.action),
      startedAt: before.startedAt ?? event.at,
      ...sourceOf(event, before),
      since: event.at,
    };
    const untilAt = "untilAt" in event ? event.untilAt : undefined;
    const set = (state: RowState, detail?: string): Row => this.#set({ ...row, state, detail, untilAt });
    switch (event.kind) {
      case "calling":
        return set("calling");
      case "retrying":
        return set(
          "retrying",
          `${event.reason}; attempt ${event.attempts + 1} in ${secondsText(event.delayMs)}`,
        );
      case "checking":
        return set("checking", progressText(event));
      case "following":
        return set("following");
      case "searching":
        return set("searching");
      case "waitingForOwner":
        return set("waitingForOwner", `process ${event.owner.pid} on ${event.owner.host.split(" ", 1)[0]}`);
      case "waitingForLogs":
        return set("waitingForLogs");
      case "reused":
        return set("reusing");
      default:
        return undefined;
    }
  }

  #set(row: Row): Row {
    this.#rows.set(row.name, row);
    return row;
  }
}

/** Describes a row after its name: `calling db/migrate`, `done in 1.2 s, 2 attempts`. */
export function rowText(row: Row, now: number): string {
  const { state, action = "its action", detail, call, startedAt, endedAt = now } = row;
  const time = startedAt === undefined ? "" : secondsText(endedAt - startedAt);
  switch (state) {
    case "calling":
      return `calling ${action}`;
    case "checking":
      return `checking ${action}${detail === undefined ? "" : `: ${detail}`}`;
    case "retrying":
      return `calling ${action} again: ${detail}`;
    case "following":
      return `following the activation of ${action}`;
    case "searching":
      return `${action} may have run; searching its activations`;
    case "waitingForOwner":
      return `${action} is being called by another deployment, ${detail}; waiting for its result`;
    case "waitingForLogs":
      return `waiting for the logs of ${action}`;
    case "reusing":
      return `reusing the result of an earlier call of ${action} found in the journal; not calling again`;
    case "done":
      return `done in ${time}${callText(call)}`;
    case "failed":
      return startedAt === undefined ? "failed" : `failed after ${time}`;
    default:
      return state;
  }
}

/** Returns the lines that are shown of an event besides its row: what went wrong, and logs that no error shows. */
export function invocationLines(event: InvocationEvent): readonly string[] {
  const { name } = event.key;
  switch (event.kind) {
    case "released":
      return event.problem === undefined ? [] : [`${name}: ${event.problem}`];
    case "notCalled":
      return [`${name}: ${actionLabel(event.action)} is not called: ${event.reason}`];
    case "logs": {
      if (event.isInError) return [];
      const [headline = "", ...lines] = logLines(event);
      return [`${name}: ${headline}`, ...lines.map((line) => `  ${line}`)];
    }
    default:
      return [];
  }
}

/** Describes how a row ended, when the run is over. */
export function outcomeText({ state, startedAt, endedAt }: Row): string {
  if (state === "waiting") return "not reached";
  // The run was stopped before the step ended.
  return startedAt !== undefined && endedAt === undefined ? "unknown" : state;
}

function sourceOf({ kind }: InvocationEvent, { source }: Row): Pick<Row, "source"> {
  if (kind === "calling") return { source: "called" };
  if (kind === "reused" || (kind === "following" && source === undefined)) return { source: "reused" };
  return source === undefined ? {} : { source };
}

function newRow(name: string, type: string, action?: string): Row {
  return { name, type, action, state: "waiting", startedAt: undefined, endedAt: undefined, call: undefined };
}

function progressText({ calls, mostCalls, successes, successesNeeded, reason }: CheckProgress): string {
  const inRow = successesNeeded === 1 ? "" : `, ${successes} of ${successesNeeded} healthy in a row`;
  return `${calls} of at most ${countText(mostCalls, "call")}${inRow}${reason === undefined ? "" : `; unhealthy: ${reason}`}`;
}

function callText(call: Row["call"]): string {
  if (call === undefined) return "";
  if ("calls" in call) return `, ${countText(call.calls, "call")}`;
  return call.attempts < 2 ? "" : `, ${countText(call.attempts, "attempt")}`;
}

function startState(step: string, type: string, isPending: boolean): RowState {
  if (step.startsWith("delete") || step.startsWith("discard")) return "removing";
  if (step.startsWith("read") || step === "refresh" || step === "import") return "reading";
  if (isPending) return "following";
  if (type === actionCheck.type) return "checking";
  return type === actionInvocation.type ? "calling" : "running";
}

function endState(step: string): RowState {
  if (step === "same" || step === "refresh") return "unchanged";
  return step.startsWith("delete") || step.startsWith("discard") ? "removed" : "done";
}

/** Returns the attempts of a call, or the calls of a check, for a table; empty where there was none. */
export function attemptsText(call: Row["call"]): string {
  if (call === undefined) return "";
  return "calls" in call ? countText(call.calls, "call") : String(call.attempts);
}
