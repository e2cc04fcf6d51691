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
  const end = await withInterrupts(terminal, async ({ signal, stopNow, during }) => {
    during({
      waitingFor: () => "1 call in flight (migrate)",
      end: (isStoppedNow) => (isStoppedNow ? "stopped" : "interrupted"),
    });
    interrupt();
    expect([signal.aborted, stopNow.aborted]).toEqual([true, false]);
    interrupt();
    expect(stopNow.aborted).toBe(true);
    interrupt();
    throw new Error("the engine was stopped");
  });
  expect(end).toEqual({ kind: "interrupted" });
  expect(err()).toBe(
    "Interrupted. Waiting for 1 call in flight (migrate); no new calls will start. Press Ctrl-C again to stop immediately.\n" +
      "Stopping now. Results of calls in flight will not be saved.\n" +
      "stopped\n",
  );
});

test("an interrupt while no call is in flight says so", async () => {
  const { terminal, interrupt, err } = captured();
  await withInterrupts(terminal, async () => {
    interrupt();
    interrupt();
  });
  expect(err()).toBe("Interrupted. No call is in flight; stopping.\nStopping now.\n");
});

test("what is said of an interrupt goes through the view that shows the work", async () => {
  const { terminal, interrupt, err } = captured();
  const lines: string[] = [];
  await withInterrupts(terminal, async ({ during }) => {
    during({ waitingFor: () => "a call", write: (line) => lines.push(line) });
    interrupt();
  });
  expect([lines.length, err()]).toEqual([1, ""]);
});

test("work that ends well after an interrupt still counts as interrupted", async () => {
  const { terminal, interrupt } = captured();
  expect(await withInterrupts(terminal, async () => interrupt())).toEqual({ kind: "interrupted" });
});
