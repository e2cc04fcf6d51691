import { expect, test } from "vitest";
import { type CallSlot, CallLimiter } from "../../../src/client/callLimiter.ts";
import { virtualClock } from "../../support/virtualClock.ts";

const retryAfterMs = 5000;

/** Remembers who got a turn, in order. */
function scene(callsInFlight: number) {
  const clock = virtualClock();
  const turns = new CallLimiter(clock, { callsInFlight });
  const order: string[] = [];
  const held = new Map<string, CallSlot>();
  const first = async (name: string, signal?: AbortSignal): Promise<void> => {
    held.set(name, await turns.acquire(signal));
    order.push(name);
  };
  const again = async (name: string, untilAt: number, signal?: AbortSignal): Promise<boolean> => {
    const isTurn = await turns.reacquire(untilAt, signal);
    if (isTurn) order.push(name);
    return isTurn;
  };
  const flush = (): Promise<void> => clock.run(Promise.resolve());
  const refuse = (): void => turns.recordOutcome({ kind: "throttled", startedAt: clock.now(), retryAfterMs });
  return { clock, turns, order, held, first, again, flush, refuse };
}

test("places are given in the order in which they were asked for, and each only once", async () => {
  const { first, order, held, flush } = scene(2);
  for (const name of ["a", "b", "c", "d", "e"]) void first(name);
  await flush();
  expect(order).toEqual(["a", "b"]);
  held.get("b")?.release();
  held.get("b")?.release();
  await flush();
  expect(order).toEqual(["a", "b", "c"]);
  held.get("a")?.release();
  held.get("c")?.release();
  await flush();
  expect(order).toEqual(["a", "b", "c", "d", "e"]);
});

test("whoever is interrupted while waiting leaves, and the next one moves up", async () => {
  const { first, order, held, flush } = scene(1);
  const interrupt = new AbortController();
  void first("a");
  const b = first("b", interrupt.signal);
  void first("c");
  interrupt.abort(new Error("ctrl-c"));
  await expect(b).rejects.toThrow("ctrl-c");
  held.get("a")?.release();
  await flush();
  expect(order).toEqual(["a", "c"]);
});

test("whoever was interrupted before does not begin to wait", async () => {
  const { first } = scene(0);
  await expect(first("a", AbortSignal.abort(new Error("ctrl-c")))).rejects.toThrow("ctrl-c");
});

test("a refusal with Retry-After puts off those who had nothing to do with it", async () => {
  const { clock, first, refuse } = scene(9);
  await first("a");
  const refusedAt = clock.now();
  refuse();
  await clock.run(first("b"));
  expect(clock.now()).toBe(refusedAt + retryAfterMs);
});

test("a further attempt goes before first ones, which came earlier", async () => {
  const { clock, first, again, order, refuse } = scene(9);
  refuse();
  const all = [first("b"), first("c"), again("a", clock.now() + 60_000)];
  await clock.run(Promise.all(all));
  expect(order).toEqual(["a", "b", "c"]);
});

test("a further attempt is given up at once when its turn would come too late", async () => {
  const { clock, again, refuse, order } = scene(9);
  refuse();
  const refusedAt = clock.now();
  expect(await again("a", refusedAt + retryAfterMs - 1)).toBe(false);
  const b = again("b", refusedAt + retryAfterMs);
  // One per second from then on, and c would be second.
  const c = again("c", refusedAt + retryAfterMs + 900);
  expect(await clock.run(Promise.all([b, c]))).toEqual([true, false]);
  expect([order, clock.now()]).toEqual([["b"], refusedAt + retryAfterMs]);
});

test("a further attempt whose time went by while the machine slept is not made", async () => {
  const { clock, again, refuse } = scene(9);
  refuse();
  const attempt = again("a", clock.now() + 60_000);
  clock.suspend(61_000);
  expect(await clock.run(attempt)).toBe(false);
});

test("a clock that is set back by an hour holds nobody back", async () => {
  const { clock, first, refuse, order } = scene(9);
  await first("a");
  clock.suspend(-3_600_000);
  await first("b");
  refuse();
  clock.suspend(-3_600_000);
  await first("c");
  expect(order).toEqual(["a", "b", "c"]);
});

test("nobody's sleep outlives those who wait", async () => {
  const { clock, again, first, refuse, flush } = scene(9);
  refuse();
  const interrupt = new AbortController();
  const b = again("b", clock.now() + 60_000, interrupt.signal);
  const a = first("a", interrupt.signal);
  interrupt.abort(new Error("ctrl-c"));
  await expect(a).rejects.toThrow("ctrl-c");
  expect(await b).toBe(false);
  await flush();
  await expect(clock.run(new Promise(() => {}))).rejects.toThrow("nobody will wake up");
});

test("a pace below one in the timers' longest time is kept to as well", async () => {
  const clock = virtualClock();
  const startedAt = clock.now();
  const turns = new CallLimiter(clock, { callsPerSecond: 1 / 86_400 });
  await turns.acquire();
  await clock.run(turns.acquire());
  expect(clock.now() - startedAt).toBeGreaterThan(86_000_000);
});
