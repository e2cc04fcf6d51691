import type { Clock } from "../../../src/ports/ports.ts";
import type { Owner, Processes } from "../../../src/ports/processes.ts";
import { crashName } from "./faultPoints.ts";
import type { Crash } from "./Schedule.ts";
import type { World } from "./World.ts";

const pauseMs = 3_600_000;

/** A promise of which nobody hears again. */
const silence = <T>(): Promise<T> => new Promise(() => {});

/**
 * A provider process. Everything that it does outside itself goes through its gate, where it can be struck down: before, amid and after
 * each step. What is dead goes on with nothing.
 */
export class SimProcess {
  readonly owner: Owner;
  /** How far its machine's clock is ahead, milliseconds. */
  readonly aheadMs: number;
  readonly #world: World;
  readonly #crash: Crash | undefined;
  readonly #onPowerLoss: () => void;
  readonly #steps: string[] = [];
  #passed = 0;
  #tellCrash: () => void = () => {};
  isAlive = true;
  /** Whether its engine is gone, and mostly it as well. */
  hasCrashed = false;
  readonly crashed: Promise<void>;

  constructor(
    world: World,
    owner: Owner,
    aheadMs: number,
    crash: Crash | undefined,
    onPowerLoss: () => void,
  ) {
    this.#world = world;
    this.aheadMs = aheadMs;
    this.owner = owner;
    this.#crash = crash;
    this.#onPowerLoss = onPowerLoss;
    world.steps.set(owner.pid, this.#steps);
    this.crashed = new Promise((resolve) => {
      this.#tellCrash = resolve;
    });
  }

  async pass<T>(what: string, step: () => Promise<T>): Promise<T> {
    if (!this.isAlive) return silence();
    this.#passed += 1;
    this.#steps.push(what);
    const crash = this.#passed === this.#crash?.at ? this.#crash : undefined;
    if (crash?.when === "before") await this.#strike(crash, what);
    if (!this.isAlive) return silence();
    const under = step();
    if (crash?.when === "amid") {
      under.catch(() => undefined);
      await this.#strike(crash, what);
      if (!this.isAlive) return silence();
    }
    try {
      return await under;
    } finally {
      if (crash?.when === "after") await this.#strike(crash, what);
      if (!this.isAlive) await silence();
    }
  }

  /** Its end by itself: everything that it had to do is done. */
  end(): void {
    this.isAlive = false;
  }

  /** Its end, or that of its engine, from without. */
  fall(how: Exclude<Crash["how"], "pause">): void {
    this.hasCrashed = true;
    if (how !== "orphan") this.isAlive = false;
    this.#tellCrash();
  }

  async #strike({ how, when }: Crash, what: string): Promise<void> {
    this.#world.note(`${how} of pid ${this.owner.pid} ${when} ${what}`);
    this.#world.hits.add(crashName(when, what, how));
    if (how === "pause") return this.#world.sleep(pauseMs);
    this.fall(how);
    if (how === "power") this.#onPowerLoss();
  }

  get clock(): Clock {
    const { now, sleep } = this.#world;
    return {
      now: () => now() + this.aheadMs,
      sleep: (ms, signal) => this.pass("wait", () => sleep(ms, signal)),
    };
  }

  /** The processes, as this one sees them. */
  seeing(all: readonly SimProcess[]): Processes {
    return {
      self: this.owner,
      stateOf: (owner) => {
        if (owner.host !== this.owner.host) return "elsewhere";
        const isAlive = all.some((one) => one.owner.pid === owner.pid && one.isAlive);
        return isAlive ? "alive" : "gone";
      },
    };
  }
}
