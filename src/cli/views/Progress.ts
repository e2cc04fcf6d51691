import type { Clock } from "../../ports/ports.ts";
import type { CallFacts, StackEvent } from "../../engine/stackEvent.ts";
import type { StackPlan } from "../../stack/run/planStack.ts";
import { shortType } from "./shortType.ts";

/** How far a resource is. */
export type RowState =
  | "waiting"
  | "calling"
  | "following"
  | "running"
  | "reading"
  | "removing"
  | "done"
  | "unchanged"
  | "removed"
  | "failed";

/** One resource of a run. */
export interface Row {
  readonly name: string;
  /** `ncf:ActionInvocation`, `command:local:Command`. */
  readonly type: string;
  /** The action that is called: `db/migrate`. */
  readonly action: string | undefined;
  readonly state: RowState;
  /** Epoch milliseconds. */
  readonly beganAt: number | undefined;
  readonly endedAt: number | undefined;
  readonly call: CallFacts | undefined;
}

/** Follows a run's resources by the engine's events. Each row is there from the start, as the plan has it. */
export class Progress {
  readonly #rows = new Map<string, Row>();
  readonly #clock: Pick<Clock, "now">;

  constructor({ steps }: Pick<StackPlan, "steps">, clock: Pick<Clock, "now">) {
    this.#clock = clock;
    for (const { name, type, action } of steps) this.#rows.set(name, newRow(name, type, action));
  }

  get rows(): readonly Row[] {
    return [...this.#rows.values()];
  }

  /** Takes in an event. Gives the row as it is now, or `undefined` when nothing has changed that is to be seen. */
  see(event: StackEvent): Row | undefined {
    if (event.kind === "said") return this.#hear(event.message);
    if (isInner(event.type)) return undefined;
    const type = shortType(event.type);
    const before = this.#rows.get(event.name) ?? newRow(event.name, type);
    const now = this.#clock.now();
    const isCall = type === "ncf:ActionInvocation";
    switch (event.kind) {
      case "begun":
        if (event.step === "same") return undefined;
        return this.#set({
          ...before,
          state: beginning(event.step, isCall, event.isPending === true),
          beganAt: now,
          endedAt: undefined,
        });
      case "done":
        return this.#set({ ...before, state: ending(event.step), endedAt: now, call: event.call });
      case "failed":
        return this.#set({ ...before, state: "failed", endedAt: now });
    }
  }

  /** The provider tells which action it follows and not for which resource: of two calls of one action nothing is said. */
  #hear(message: string): Row | undefined {
    const action = /^following (\S+): activation /.exec(message)?.[1];
    const called = this.rows.filter((row) => row.state === "calling" && row.action === action);
    const [row] = called;
    return row === undefined || called.length > 1 ? undefined : this.#set({ ...row, state: "following" });
  }

  #set(row: Row): Row {
    this.#rows.set(row.name, row);
    return row;
  }
}

function newRow(name: string, type: string, action?: string): Row {
  return { name, type, action, state: "waiting", beganAt: undefined, endedAt: undefined, call: undefined };
}

function isInner(type: string): boolean {
  return type.startsWith("pulumi:");
}

function beginning(step: string, isCall: boolean, isPending: boolean): RowState {
  if (step.startsWith("delete") || step.startsWith("discard")) return "removing";
  if (step.startsWith("read") || step === "refresh") return "reading";
  if (isPending) return "following";
  return isCall ? "calling" : "running";
}

function ending(step: string): RowState {
  if (step === "same" || step === "refresh") return "unchanged";
  return step.startsWith("delete") || step.startsWith("discard") ? "removed" : "done";
}
