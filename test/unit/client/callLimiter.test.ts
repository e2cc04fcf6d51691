import { expect, test } from "vitest";
import { type CallSlot, CallLimiter } from "../../../src/client/callLimiter.ts";
import { virtualClock } from "../../support/virtualClock.ts";

const retryAfterMs = 5000;

/** Records the order in which calls start. */
function scene(callsInFlight: number) {
  const clock = virtualClock();
  const limiter = new CallLimiter(clock, { callsInFlight });
  const order: string[] = [];
  const held = new Map<string, CallSlot>();
  const start = async (name: string, signal?: AbortSignal): Promise<void> => {
    held.set(name, await limiter.acquire(signal));
    order.push(name);
  };
  const retry = async (name: string, untilAt: number, signal?: AbortSignal): Promise<boolean> => {
    const mayStart = await limiter.reacquire(untilAt, signal);
    if (mayStart) order.push(name);
    return mayStart;
  };
  const flush = (): Promise<void> => clock.run(Promise.resolve());
  const refuse = (): void =>
    limiter.recordOutcome({ kind: "throttled", startedAt: clock.now(), retryAfterMs });
  return { clock, limiter, order, held, start, retry, flush, refuse };
}

test("slots go to calls in request order, and a second release has no effect", async () => {
  const { start, order, held, flush } = scene(2);
  for (const name of ["a", "b", "c", "d", "e"]) void start(name);
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

test("an aborted waiter leaves the queue, and the next one starts", async () => {
  const { start, order, held, flush } = scene(1);
  const interrupt = new AbortController();
  void start("a");
  const b = start("b", interrupt.signal);
  void start("c");
  interrupt.abort(new Error("ctrl-c"));
  await expect(b).rejects.toThrow("ctrl-c");
  held.get("a")?.release();
  await flush();
  expect(order).toEqual(["a", "c"]);
});

test("an aborted signal rejects a call that would have to wait", async () => {
  const { start } = scene(0);
  await expect(start("a", AbortSignal.abort(new Error("ctrl-c")))).rejects.toThrow("ctrl-c");
});

test("a refusal with Retry-After delays the other calls as well", async () => {
  const { clock, start, refuse } = scene(9);
  await start("a");
  const refusedAt = clock.now();
  refuse();
  await clock.run(start("b"));
  expect(clock.now()).toBe(refusedAt + retryAfterMs);
});

test("a retry starts before new calls that have waited longer", async () => {
  const { clock, start, retry, order, refuse } = scene(9);
  refuse();
  const all = [start("b"), start("c"), retry("a", clock.now() + 60_000)];
  await clock.run(Promise.all(all));
  expect(order).toEqual(["a", "b", "c"]);
});

test("a retry that could only start too late is dropped immediately", async () => {
  const { clock, retry, refuse, order } = scene(9);
  refuse();
  const refusedAt = clock.now();
  expect(await retry("a", refusedAt + retryAfterMs - 1)).toBe(false);
  const b = retry("b", refusedAt + retryAfterMs);
  // One per second from then on, and c would be second.
  const c = retry("c", refusedAt + retryAfterMs + 900);
  expect(await clock.run(Promise.all([b, c]))).toEqual([true, false]);
  expect([order, clock.now()]).toEqual([["b"], refusedAt + retryAfterMs]);
});

test("a retry whose deadline passed while the machine slept is not made", async () => {
  const { clock, retry, refuse } = scene(9);
  refuse();
  const attempt = retry("a", clock.now() + 60_000);
  clock.suspend(61_000);
  expect(await clock.run(attempt)).toBe(false);
});

test("a clock that is set back by an hour delays no call", async () => {
  const { clock, start, refuse, order } = scene(9);
  await start("a");
  clock.suspend(-3_600_000);
  await start("b");
  refuse();
  clock.suspend(-3_600_000);
  await start("c");
  expect(order).toEqual(["a", "b", "c"]);
});

test("no timer is left when no call is waiting", async () => {
  const { clock, retry, start, refuse, flush } = scene(9);
  refuse();
  const interrupt = new AbortController();
  const b = retry("b", clock.now() + 60_000, interrupt.signal);
  const a = start("a", interrupt.signal);
  interrupt.abort(new Error("ctrl-c"));
  await expect(a).rejects.toThrow("ctrl-c");
  expect(await b).toBe(false);
  await flush();
  await expect(clock.run(new Promise(() => {}))).rejects.toThrow("nobody will wake up");
});

test("a rate below one call per longest timer is kept", async () => {
  const clock = virtualClock();
  const startedAt = clock.now();
  const limiter = new CallLimiter(clock, { callsPerSecond: 1 / 86_400 });
  await limiter.acquire();
  await clock.run(limiter.acquire());
  expect(clock.now() - startedAt).toBeGreaterThan(86_000_000);
});
