import { expect, test } from "vitest";
import { withInterrupts } from "../../../src/cli/withInterrupts.ts";
import { captured } from "./captured.ts";

test("work that is not interrupted returns its value, and its own error is passed on", async () => {
  const { terminal } = captured();
  expect(await withInterrupts(terminal, () => Promise.resolve(7))).toEqual({ kind: "done", value: 7 });
  await expect(withInterrupts(terminal, () => Promise.reject(new Error("own")))).rejects.toThrow("own");
});

test("the first interrupt lets work in flight end, the second one stops it, further ones say nothing", async () => {
  const { terminal, interrupt, err } = captured();
  const end = await withInterrupts(terminal, async ({ signal, stopNow }) => {
    interrupt();
    expect([signal.aborted, stopNow.aborted]).toEqual([true, false]);
    interrupt();
    expect(stopNow.aborted).toBe(true);
    interrupt();
    throw new Error("the engine was stopped");
  });
  expect(end).toEqual({ kind: "interrupted" });
  expect(err()).toBe(
    "Interrupted. Waiting for calls in flight; no new calls will start. Interrupt again (Ctrl-C) to stop immediately.\n" +
      "Stopping now. Results of calls in flight will not be saved.\n",
  );
});

test("work that ends well after an interrupt still counts as interrupted", async () => {
  const { terminal, interrupt } = captured();
  expect(await withInterrupts(terminal, async () => interrupt())).toEqual({ kind: "interrupted" });
});
