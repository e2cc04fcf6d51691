import { expect, test } from "vitest";
import { withInterrupts } from "../../../src/cli/withInterrupts.ts";
import { captured } from "./captured.ts";

test("work that is not interrupted gives its value, and an error of its own is passed on", async () => {
  const { terminal } = captured();
  expect(await withInterrupts(terminal, () => Promise.resolve(7))).toEqual({ kind: "done", value: 7 });
  await expect(withInterrupts(terminal, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
});

test("without a terminal the engine is interrupted once for each interrupt", async () => {
  const { terminal, interrupt, err } = captured();
  let heard = 0;
  const end = await withInterrupts(terminal, async ({ signal, engineSignal }) => {
    engineSignal?.addEventListener("abort", () => (heard += 1));
    interrupt();
    expect(signal.aborted).toBe(true);
    interrupt();
    throw new Error("the engine was stopped");
  });
  expect([end, heard]).toEqual([{ kind: "interrupted" }, 2]);
  expect(err()).toBe(
    "interrupted: calls in flight end and are saved, no more are made; once more stops at once\n" +
      "stopping at once: what the calls in flight came to is not saved\n",
  );
});

test("on a terminal, which interrupts the engine itself, it is not interrupted a second time", async () => {
  const { terminal, interrupt } = captured({ isInteractive: true });
  const end = await withInterrupts(terminal, async ({ signal, engineSignal }) => {
    expect(engineSignal).toBeUndefined();
    interrupt();
    signal.throwIfAborted();
  });
  expect(end).toEqual({ kind: "interrupted" });
});
