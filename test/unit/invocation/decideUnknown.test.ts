import { expect, test } from "vitest";
import { decideUnknown, type UnknownDecision } from "../../../src/invocation/settleClaim.ts";
import type { OnUnknown } from "../../../src/model/outcome.ts";
import type { FoundRun } from "../../../src/invocation/findRun.ts";

const activation = { activationId: "a", response: { result: {}, status: "success", success: true } };
const keep = { kind: "keep", activation } as const;
const reinvoke = { kind: "reinvoke" } as const;
const stop = (reason: string, ...activationIds: readonly string[]): UnknownDecision => ({
  kind: "stop",
  reason,
  activationIds,
});
const none = stop("no activation of it is visible, although a run must have ended by now");
const running = stop("it may still be running, or its record may still appear");

test.each<[FoundRun, Record<OnUnknown, UnknownDecision>]>([
  [
    { kind: "adopted", activation },
    { fail: keep, adopt: keep, reinvoke: keep },
  ],
  [
    { kind: "ambiguous", activationIds: ["a"] },
    {
      fail: stop("activation a may be its run", "a"),
      adopt: { kind: "follow", activationId: "a" },
      reinvoke,
    },
  ],
  [
    { kind: "ambiguous", activationIds: ["a", "b"] },
    {
      fail: stop("one of 2 activations (a, b) may be its run", "a", "b"),
      adopt: stop("one of 2 activations (a, b) may be its run", "a", "b"),
      reinvoke,
    },
  ],
  [{ kind: "none" }, { fail: none, adopt: none, reinvoke }],
  [
    { kind: "tooEarly", activationIds: [] },
    { fail: running, adopt: running, reinvoke: running },
  ],
  [
    { kind: "unreadable", reason: "no permission", mayStillRun: true },
    {
      fail: stop("its activations cannot be listed (no permission), and it may still be running"),
      adopt: stop("its activations cannot be listed (no permission), and it may still be running"),
      reinvoke: stop("its activations cannot be listed (no permission), and it may still be running"),
    },
  ],
  [
    { kind: "unreadable", reason: "no permission", mayStillRun: false },
    {
      fail: stop("its activations cannot be listed (no permission)"),
      adopt: stop("its activations cannot be listed (no permission)"),
      reinvoke,
    },
  ],
])("decides about %j by what the user wants", (reconciled, wanted) => {
  for (const [onUnknown, decision] of Object.entries(wanted)) {
    expect(decideUnknown(onUnknown as OnUnknown, reconciled)).toEqual(decision);
  }
});

test("names the runs that may be it while others may come, and five at most", () => {
  expect(decideUnknown("fail", { kind: "tooEarly", activationIds: ["a"] })).toEqual(
    stop("it may still be running, or its record may still appear, and activation a may be its run", "a"),
  );
  expect(decideUnknown("fail", { kind: "ambiguous", activationIds: [..."abcdefg"] })).toEqual(
    stop("one of 7 activations (a, b, c, d, e, …) may be its run", ..."abcdefg"),
  );
});
