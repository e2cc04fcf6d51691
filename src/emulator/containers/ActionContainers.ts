import type { EmulatedAction } from "../actions/EmulatedAction.ts";
import { Container, type ContainerDeps, type RunOrder } from "./Container.ts";
import { judgeRun } from "./judgeRun.ts";
import type { RunEnd } from "./RunEnd.ts";

/** Runs actions in containers. A container that ended well is used again for the next call of the same action; any other is thrown away. [ow] */
export class ActionContainers {
  readonly #deps: ContainerDeps;
  #idle: Container[] = [];
  readonly #busy = new Set<Container>();
  #isClosed = false;

  constructor(deps: ContainerDeps) {
    this.#deps = deps;
  }

  /** Returns the number of runs in progress. */
  get busyCount(): number {
    return this.#busy.size;
  }

  /** Runs an action once. Never rejects: whatever the action does is an end. */
  async run(action: EmulatedAction, order: RunOrder): Promise<RunEnd> {
    if (this.#isClosed) return { response: judgeRun({ kind: "died", isOutOfMemory: false }), logs: [] };
    const container = this.#takeIdle(action) ?? new Container(action, this.#deps);
    this.#busy.add(container);
    const { sight, logs } = await container.run(order);
    const response = judgeRun(sight);
    // A container stays busy until its process is gone, so that closing the emulator waits for it.
    if (response.status === "action developer error") await container.dispose();
    else this.#idle.push(container);
    this.#busy.delete(container);
    return { response, logs };
  }

  /** Ends all containers, busy ones too. */
  async close(): Promise<void> {
    this.#isClosed = true;
    const all = [...this.#idle, ...this.#busy];
    this.#idle = [];
    await Promise.all(all.map((container) => container.dispose()));
  }

  #takeIdle(action: EmulatedAction): Container | undefined {
    const ofFile = this.#idle.filter((one) => one.action.file === action.file);
    const found = ofFile.find((one) => one.action.changedAt === action.changedAt);
    const outOfDate = ofFile.filter((one) => one.action.changedAt !== action.changedAt);
    this.#idle = this.#idle.filter((one) => one !== found && !outOfDate.includes(one));
    for (const one of outOfDate) void one.dispose();
    return found;
  }
}
