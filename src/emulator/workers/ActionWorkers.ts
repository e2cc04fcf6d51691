import type { Clock } from "../../ports/ports.ts";
import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import { Container, type RunOrder } from "./Container.ts";
import { judgeRun } from "./judgeRun.ts";
import type { RunEnd } from "./RunEnd.ts";

/** Runs actions in containers. A container that ended well is used again for the next call of the same action; any other is thrown away. [ow] */
export class ActionWorkers {
  readonly #clock: Clock;
  readonly #now: () => number;
  #idle: Container[] = [];
  readonly #busy = new Set<Container>();

  constructor(clock: Clock, now: () => number) {
    this.#clock = clock;
    this.#now = now;
  }

  /** How many runs are under way. */
  get busyCount(): number {
    return this.#busy.size;
  }

  /** Runs an action once. Never rejects: whatever the action does is an end. */
  async run(action: EmulatedAction, order: RunOrder): Promise<RunEnd> {
    const container = this.#takeIdle(action) ?? new Container(action, this.#clock, this.#now);
    this.#busy.add(container);
    const { sight, logs } = await container.run(order);
    this.#busy.delete(container);
    const response = judgeRun(sight);
    if (response.status === "action developer error") await container.dispose();
    else this.#idle.push(container);
    return { response, logs };
  }

  /** Ends all containers, busy ones too. */
  async close(): Promise<void> {
    const all = [...this.#idle, ...this.#busy];
    this.#idle = [];
    await Promise.all(all.map((container) => container.dispose()));
  }

  #takeIdle(action: EmulatedAction): Container | undefined {
    const found = this.#idle.find(
      (one) => one.action.file === action.file && one.action.changedAt === action.changedAt,
    );
    if (found !== undefined) this.#idle = this.#idle.filter((one) => one !== found);
    return found;
  }
}
