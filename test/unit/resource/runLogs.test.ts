import { expect, test } from "vitest";
import { type Address, resolveAddress } from "../../../src/model/address.ts";
import { readLogs } from "../../../src/resource/runLogs.ts";
import { handClock } from "../invocation/handClock.ts";
import { found, notYet } from "./scene.ts";

const action = { packageName: "db", actionName: "migrate" };
const address = resolveAddress({}).address as Address;
const run = { activationId: "a1", response: { result: {}, status: "success", success: true } };

test("an interrupt ends the wait for logs", async () => {
  const stop = new AbortController();
  const asked: unknown[] = [];
  const read = await readLogs(
    run,
    { address, action },
    {
      functions: { activation: async (query) => (asked.push(query), stop.abort(), notYet) },
      clock: handClock(),
      stop: stop.signal,
      untilAt: Infinity,
      onWait: () => undefined,
    },
  );
  expect(read).toEqual({ problem: "not visible yet; read them with ncf activation logs db/migrate a1" });
  expect(asked).toHaveLength(1);
});

test("logs that are there already are not waited for", async () => {
  const waits: number[] = [];
  const clock = handClock();
  const deps = { clock, stop: undefined, untilAt: clock.now() + 1, onWait: (at: number) => waits.push(at) };
  const functions = { activation: async () => found("a1") };
  expect(await readLogs(run, { address, action }, { ...deps, functions })).toEqual({ lines: ["a line"] });
  expect(waits).toEqual([]);
});
