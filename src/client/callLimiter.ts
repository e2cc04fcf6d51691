import type { Clock } from "../ports/ports.ts";
import { initialRate, nextRate, waitMs, type RateLimitState, type RateLimitEvent } from "./rateLimit.ts";

/** How many calls a client makes in one namespace. */
export interface CallLimits {
  /**
   * POSTs under way at once, with the waits between their attempts; a whole number, at least 1.
   * @default 80, of the 100 runs that a namespace may have at once. [doc]
   */
  readonly callsInFlight?: number | undefined;
  /** POSTs started per second, above 0. @default none */
  readonly callsPerSecond?: number | undefined;
}

/** Calls in flight when nothing is said. */
export const defaultCallsInFlight = 80;

/** Timers of more than 24 days fire at once. */
const longestSleepMs = 3_600_000;

/** A place among the calls in flight. Whoever took it gives it back. */
export interface CallSlot {
  /** When it came, epoch milliseconds. The pace counts the call from then, however much later it is made. */
  readonly startedAt: number;
  /** Gives the place to the next one; more than once changes nothing. */
  readonly release: () => void;
}

interface Waiter {
  /** When waiting makes no sense any more, epoch milliseconds. */
  readonly untilAt: number;
  readonly start: () => void;
  readonly giveUp: () => void;
}

/**
 * Who may call in a namespace next: as many at once as have a place, at the pace that the service bears. First come, first
 * served, but further attempts go before first ones, since their time is running and they have their place already.
 */
export class CallLimiter {
  readonly #clock: Clock;
  #placesLeft: number;
  #pace: RateLimitState;
  readonly #firsts: Waiter[] = [];
  readonly #agains: Waiter[] = [];
  #sleep: AbortController | undefined;

  constructor(clock: Clock, limits: CallLimits = {}) {
    this.#clock = clock;
    this.#placesLeft = limits.callsInFlight ?? defaultCallsInFlight;
    this.#pace = initialRate(limits.callsPerSecond);
  }

  /** When the next call may be started at the earliest, epoch milliseconds. */
  get nextAt(): number {
    const now = this.#clock.now();
    return now + waitMs(this.#pace, now);
  }

  /** Waits for a place and then for the pace. Rejects with the signal's reason while it waits. */
  async acquire(signal?: AbortSignal): Promise<CallSlot> {
    if (!(await this.#started(this.#firsts, Infinity, signal))) throw signal?.reason;
    let isHeld = true;
    return {
      startedAt: this.#clock.now(),
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#placesLeft += 1;
        this.#serve();
      },
    };
  }

  /** Waits with a place for the pace. Whether the call may be started now: not when that would be later, or the signal came. */
  reacquire(untilAt: number, signal?: AbortSignal): Promise<boolean> {
    return this.#started(this.#agains, untilAt, signal);
  }

  /** Hears what came of a call. */
  note(event: Exclude<RateLimitEvent, { kind: "started" }>): void {
    this.#pace = nextRate(this.#pace, event, this.#clock.now());
    this.#serve();
  }

  #started(queue: Waiter[], untilAt: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (isStarted: boolean): void => {
        signal?.removeEventListener("abort", interrupt);
        resolve(isStarted);
      };
      const interrupt = (): void => {
        queue.splice(queue.indexOf(waiter), 1);
        leave(false);
        this.#serve();
      };
      const waiter: Waiter = { untilAt, start: () => leave(true), giveUp: () => leave(false) };
      queue.push(waiter);
      signal?.addEventListener("abort", interrupt);
      this.#serve();
      // Whoever could start at once hears of the signal in the call itself.
      if (signal?.aborted === true && queue.includes(waiter)) interrupt();
    });
  }

  /** Lets all start who may, and wakes up when the next one may. */
  #serve(): void {
    for (;;) {
      this.#dropLate();
      const queue = this.#agains.length > 0 ? this.#agains : this.#firsts;
      if (queue.length === 0 || (queue === this.#firsts && this.#placesLeft === 0)) {
        this.#sleep?.abort();
        return;
      }
      const now = this.#clock.now();
      const leftMs = waitMs(this.#pace, now);
      if (leftMs > 0) {
        this.#wakeIn(leftMs);
        return;
      }
      this.#pace = nextRate(this.#pace, { kind: "started" }, now);
      if (queue === this.#firsts) this.#placesLeft -= 1;
      queue.shift()?.start();
    }
  }

  /** Nobody stays who could only start too late. */
  #dropLate(): void {
    const { nextAt } = this;
    for (const waiter of this.#agains.filter(({ untilAt }) => untilAt < nextAt)) {
      this.#agains.splice(this.#agains.indexOf(waiter), 1);
      waiter.giveUp();
    }
  }

  #wakeIn(leftMs: number): void {
    if (this.#sleep !== undefined) return;
    const sleep = new AbortController();
    this.#sleep = sleep;
    const wake = (): void => {
      if (this.#sleep === sleep) this.#sleep = undefined;
      this.#serve();
    };
    // It is cut short only when nobody waits.
    this.#clock.sleep(Math.min(leftMs, longestSleepMs), sleep.signal).then(wake, wake);
  }
}
