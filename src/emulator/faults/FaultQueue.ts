import type { Fault } from "./Fault.ts";

/** Selection of the requests that a fault applies to. */
export interface FaultPlan {
  readonly on: "POST" | "GET";
  readonly fault: Fault;
  /** For how many requests. @default 1 */
  readonly times?: number;
  /** Only requests for this action; any by default. */
  readonly actionName?: string;
}

/** The faults that are still to come. Each request takes at most one: the first that is for it. */
export class FaultQueue {
  #plans: (FaultPlan & { left: number })[] = [];

  /** Puts a fault at the end of the queue. */
  add(plan: FaultPlan): void {
    this.#plans.push({ ...plan, left: plan.times ?? 1 });
  }

  /** Takes the fault of a request, if there is one for it. */
  take(method: string, actionName?: string): Fault | undefined {
    const plan = this.#plans.find(
      (one) =>
        one.left > 0 && one.on === method && (one.actionName === undefined || one.actionName === actionName),
    );
    if (plan === undefined) return undefined;
    plan.left -= 1;
    return plan.fault;
  }

  /** Returns the number of requests that will still meet a fault. */
  get pendingCount(): number {
    return this.#plans.reduce((sum, one) => sum + one.left, 0);
  }

  /** Forgets the faults that are still to come. */
  clear(): void {
    this.#plans = [];
  }
}
