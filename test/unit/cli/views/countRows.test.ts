import { expect, test } from "vitest";
import { countRows } from "../../../../src/cli/views/countRows.ts";
import { Rows } from "../../../../src/cli/views/rows.ts";
import type { InvocationEventDetail } from "../../../../src/invocation/events.ts";
import { handClock } from "../../invocation/handClock.ts";

const invocation = "ncf:ActionInvocation";
const none = {
  called: 0,
  reused: 0,
  checked: 0,
  changed: 0,
  unchanged: 0,
  removed: 0,
  failed: 0,
  notReached: 0,
  unknown: 0,
};

/** Counts one resource after its events. */
function counted(
  type: string,
  step: string,
  events: readonly (InvocationEventDetail | "succeeded" | "failed")[],
): object {
  const rows = new Rows({ steps: [] }, handClock());
  const name = "one";
  rows.receive({ kind: "started", name, type, step });
  for (const event of events) {
    if (typeof event === "string") rows.receive({ kind: event, name, type, step });
    else {
      const key = { project: "orders", stack: "dev", name };
      rows.receiveInvocation({ ...event, at: 0, key, action: { packageName: "-", actionName: "a" } });
    }
  }
  return countRows(rows.all);
}

const calling = { kind: "calling", generation: 1, claim: "c1", untilAt: 0 } as const;
const following = { kind: "following", activationId: "a1", untilAt: 0 } as const;

test.each([
  ["an action that was called", invocation, "create", [calling, "succeeded"], { called: 1 }],
  [
    "an action that was called and followed",
    invocation,
    "create",
    [calling, following, "succeeded"],
    { called: 1 },
  ],
  ["a run that was only followed", invocation, "update", [following, "succeeded"], { reused: 1 }],
  [
    "a result of the journal",
    invocation,
    "create",
    [{ kind: "reused", generation: 1 }, "succeeded"],
    { reused: 1 },
  ],
  ["an update of the state", invocation, "update", ["succeeded"], { changed: 1 }],
  ["a check", "ncf:ActionCheck", "create", ["succeeded"], { checked: 1 }],
  ["a command", "command:local:Command", "create", ["succeeded"], { changed: 1 }],
  ["a resource that stays", invocation, "same", ["succeeded"], { unchanged: 1 }],
  ["a deletion with a call", invocation, "delete", [calling, "succeeded"], { removed: 1 }],
  ["a failure", invocation, "create", [calling, "failed"], { failed: 1 }],
  ["a call that was cut off", invocation, "create", [calling], { unknown: 1 }],
] as const)("%s is counted once", (_what, type, step, events, expected) => {
  expect(counted(type, step, events)).toEqual({ ...none, ...expected });
});

test("a resource that the run did not come to is counted as that", () => {
  const step = { name: "one", type: invocation, action: "-/a", properties: {}, after: [] } as const;
  expect(countRows(new Rows({ steps: [step] }, handClock()).all)).toEqual({ ...none, notReached: 1 });
});
