import type { Clock } from "../../src/ports/ports.ts";

/** A clock whose time goes on only when everybody waits for it. */
export interface VirtualClock extends Clock {
  /** Goes on until a piece of work is done, from one who wakes up to the next. */
  readonly run: <T>(work: Promise<T>) => Promise<T>;
  /** The machine sleeps: time goes on, and nobody wakes up. */
  readonly suspend: (ms: number) => void;
}

interface Sleeper {
  readonly at: number;
  readonly wake: () => void;
}

/** Makes a clock that stands at an instant, epoch milliseconds. */
export function virtualClock(startAt = 1_714_021_538_000): VirtualClock {
  let now = startAt;
  const sleepers = new Set<Sleeper>();
  return {
    now: () => now,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        signal?.throwIfAborted();
        const leave = (): void => {
          sleepers.delete(sleeper);
          signal?.removeEventListener("abort", interrupt);
        };
        const interrupt = (): void => {
          leave();
          reject(signal?.reason as Error);
        };
        const wake = (): void => {
          leave();
          resolve();
        };
        const sleeper: Sleeper = { at: now + Math.max(0, ms), wake };
        sleepers.add(sleeper);
        signal?.addEventListener("abort", interrupt);
      }),
    suspend: (ms) => {
      now += ms;
    },
    async run(work) {
      let isDone = false;
      const done = (): void => {
        isDone = true;
      };
      work.then(done, done);
      for (;;) {
        await new Promise(setImmediate);
        if (isDone) return work;
        const [first, ...others] = sleepers;
        if (first === undefined) throw new Error("everybody waits, and nobody will wake up");
        const next = others.reduce((earliest, one) => (one.at < earliest.at ? one : earliest), first);
        now = Math.max(now, next.at);
        next.wake();
      }
    },
  };
}
