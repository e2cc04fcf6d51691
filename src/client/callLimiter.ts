import type { Clock } from "../ports/ports.ts";
import { initialRate, nextRate, type RateLimitEvent, type RateLimitState, waitMs } from "./rateLimit.ts";

/** Limits on the calls of a client in one namespace. */
export interface CallLimits {
  /**
   * Calls in flight at once, each from its first attempt to its last; an integer, at least 1.
   * @default 80 of the 100 runs that a namespace may have at once [doc]
   */
  readonly callsInFlight?: number | undefined;
  /** Attempts started per second, greater than 0. @default no limit */
  readonly callsPerSecond?: number | undefined;
}

/** Default of {@link CallLimits.callsInFlight}. */
export const defaultCallsInFlight = 80;

const started: RateLimitEvent = { kind: "started" };
/** Node fires timers of more than 24 days immediately. */
const maxSleepMs = 3_600_000;

/** Slot for one call in flight. The caller that acquired it must release it. */
export interface CallSlot {
  /**
   * Time of acquisition, epoch milliseconds. The rate limit counts the call from this time, even if
   * it is sent later.
   */
  readonly startedAt: number;
  /** Makes the slot available to the next call. Has no effect when called again. */
  readonly release: () => void;
}

interface Waiter {
  /** Latest useful start, epoch milliseconds. */
  readonly untilAt: number;
  readonly start: () => void;
  readonly giveUp: () => void;
}

/**
 * Queue that decides which call of a namespace starts next: at most one per slot, at the rate that
 * the service sustains. First come, first served, except that retries precede new calls: their
 * budget is running and they already hold a slot.
 */
export class CallLimiter {
  readonly #clock: Clock;
  #slotsLeft: number;
  #rate: RateLimitState;
  readonly #newCalls: Waiter[] = [];
  readonly #retries: Waiter[] = [];
  #sleep: AbortController | undefined;

  constructor(clock: Clock, limits: CallLimits = {}) {
    this.#clock = clock;
    this.#slotsLeft = limits.callsInFlight ?? defaultCallsInFlight;
    this.#rate = initialRate(limits.callsPerSecond);
  }

  /** Earliest start of the next call, epoch milliseconds. */
  get nextAt(): number {
    const now = this.#clock.now();
    return now + waitMs(this.#rate, now);
  }

  /**
   * Waits for a slot and then for the rate limit. Rejects with the signal's reason when the signal
   * aborts the wait.
   */
  async acquire(signal?: AbortSignal): Promise<CallSlot> {
    if (!this.#startNow() && !(await this.#wait(this.#newCalls, Infinity, signal))) throw signal?.reason;
    let isHeld = true;
    return {
      startedAt: this.#clock.now(),
      release: () => {
        if (!isHeld) return;
        isHeld = false;
        this.#slotsLeft += 1;
        this.#serve();
      },
    };
  }

  /**
   * Waits for the rate limit before a retry, which keeps its slot. Resolves to `true` when the
   * retry may start now. Resolves to `false` when it could only start after `untilAt` (epoch
   * milliseconds), or when the signal aborted the wait.
   */
  reacquire(untilAt: number, signal?: AbortSignal): Promise<boolean> {
    return this.#wait(this.#retries, untilAt, signal);
  }

  /** Adapts the rate limit to the outcome of an attempt. */
  recordOutcome(event: Exclude<RateLimitEvent, { kind: "started" }>): void {
    this.#rate = nextRate(this.#rate, event, this.#clock.now());
    this.#serve();
  }

  /** Starts a new call without queueing, when no other call is waiting and the limits allow it. */
  #startNow(): boolean {
    if (this.#slotsLeft === 0 || this.#newCalls.length > 0 || this.#retries.length > 0) return false;
    const now = this.#clock.now();
    if (waitMs(this.#rate, now) > 0) return false;
    this.#rate = nextRate(this.#rate, started, now);
    this.#slotsLeft -= 1;
    return true;
  }

  #wait(queue: Waiter[], untilAt: number, signal: AbortSignal | undefined): Promise<boolean> {
    return new Promise((resolve) => {
      const leave = (mayStart: boolean): void => {
        signal?.removeEventListener("abort", interrupt);
        resolve(mayStart);
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
      // A call that can start immediately checks the signal itself.
      if (signal?.aborted === true && queue.includes(waiter)) interrupt();
    });
  }

  /** Starts every waiter that may start, and schedules the next check. */
  #serve(): void {
    for (;;) {
      this.#dropLate();
      const queue = this.#retries.length > 0 ? this.#retries : this.#newCalls;
      if (queue.length === 0 || (queue === this.#newCalls && this.#slotsLeft === 0)) {
        this.#sleep?.abort();
        return;
      }
      const now = this.#clock.now();
      const leftMs = waitMs(this.#rate, now);
      if (leftMs > 0) {
        this.#wakeIn(leftMs);
        return;
      }
      this.#rate = nextRate(this.#rate, started, now);
      if (queue === this.#newCalls) this.#slotsLeft -= 1;
      queue.shift()?.start();
    }
  }

  /** Removes the retries that could only start after their deadline. */
  #dropLate(): void {
    if (this.#retries.length === 0) return;
    const { nextAt } = this;
    for (const waiter of this.#retries.filter(({ untilAt }) => untilAt < nextAt)) {
      this.#retries.splice(this.#retries.indexOf(waiter), 1);
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
    // Aborted only when no call is waiting.
    this.#clock.sleep(Math.min(leftMs, maxSleepMs), sleep.signal).then(wake, wake);
  }
}
