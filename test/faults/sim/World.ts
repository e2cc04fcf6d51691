import type { Clock } from "../../../src/ports/ports.ts";

interface Timer {
  readonly at: number;
  readonly wake: () => void;
}

/** A wait that nothing will end, or that went on for too long. */
export class Stuck extends Error {}

/**
 * Time and chance of one simulation. Nobody waits for real: when all that can go on has gone on, the clock jumps to the next moment for
 * which somebody waits. The same seed gives the same course of things.
 */
export class World implements Clock {
  #now = Date.UTC(2026, 0, 15);
  #timers: Timer[] = [];
  #state: number;
  /** What happened, for whoever wants to understand a counterexample. */
  readonly trace: string[] = [];
  /** Steps that met a fault, by the names of `faultPoints`. */
  readonly hits = new Set<string>();
  /** Steps outside each process in their order, by its pid. */
  readonly steps = new Map<number, string[]>();

  constructor(seed: number) {
    this.#state = seed | 0;
  }

  readonly now = (): number => this.#now;

  /** Waits as a real timer does: at least a millisecond, fractions cut off. */
  readonly sleep = (ms: number, signal?: AbortSignal): Promise<void> =>
    new Promise((resolve, reject) => {
      const timer: Timer = { at: this.#now + Math.max(1, Math.trunc(ms)), wake: resolve };
      let index = this.#timers.length;
      while (index > 0 && (this.#timers[index - 1] as Timer).at > timer.at) index -= 1;
      this.#timers.splice(index, 0, timer);
      signal?.addEventListener("abort", () => {
        this.#timers = this.#timers.filter((one) => one !== timer);
        reject(signal.reason as Error);
      });
    });

  /** From 0 up to but not including 1 (mulberry32). */
  readonly random = (): number => {
    this.#state = (this.#state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };

  note(text: string): void {
    this.trace.push(`${((this.#now - Date.UTC(2026, 0, 15)) / 1000).toFixed(3)}s ${text}`);
  }

  /** Goes on until a piece of work is done. @throws Stuck when nothing can end it, or it takes longer than that */
  async until<T>(work: Promise<T>, longestMs: number): Promise<T> {
    const limitAt = this.#now + longestMs;
    let isOver = false;
    const over = (): void => {
      isOver = true;
    };
    work.then(over, over);
    for (;;) {
      // A turn of the event loop: by then every promise that can go on has gone on.
      await new Promise(setImmediate);
      if (isOver) return work;
      const timer = this.#timers.shift();
      if (timer === undefined) throw new Stuck("it waits for something that will never come");
      if (timer.at > limitAt) throw new Stuck(`it is not over after ${longestMs / 60_000} minutes`);
      this.#now = timer.at;
      timer.wake();
    }
  }

  /** Lets everything that is still under way come to its end. */
  async drain(longestMs: number): Promise<void> {
    await this.until(this.sleep(longestMs), longestMs + 1);
  }
}
