import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { watchOnTerminal } from "../../../../src/engine/install/watchOnTerminal.ts";

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

async function watchFor(ms: number, isTTY: boolean): Promise<string> {
  let written = "";
  const screen = {
    isTTY,
    write: (text: string) => {
      written += text;
      return true;
    },
  };
  const { promise, resolve } = pending();
  const watched = watchOnTerminal("building", promise, screen);
  await vi.advanceTimersByTimeAsync(ms);
  resolve("done");
  expect(await watched).toBe("done");
  expect(vi.getTimerCount()).toBe(0);
  return written;
}

function pending(): { promise: Promise<string>; resolve: (text: string) => void } {
  let resolve: (text: string) => void = () => {};
  const promise = new Promise<string>((settle) => (resolve = settle));
  return { promise, resolve };
}

test("shows a line every ten seconds without a terminal", async () => {
  expect(await watchFor(25_000, false)).toBe(
    "building: 0 s\nbuilding: 10 s\nbuilding: 20 s\nbuilding: ended after 25 s\n",
  );
});

test("rewrites one line on a terminal", async () => {
  const written = await watchFor(3_000, true);
  expect(written.match(/\n/g)).toHaveLength(1);
  expect(written.endsWith("\rbuilding: 3 s\x1b[K\rbuilding: ended after 3 s\x1b[K\n")).toBe(true);
});
