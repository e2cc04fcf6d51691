import { expect, test } from "vitest";
import { interruptTexts } from "../../../../src/cli/stack/interruptedRun.ts";
import type { Row, RowState } from "../../../../src/cli/views/rows.ts";

function row(name: string, state: RowState, isOver = false): Row {
  const startedAt = state === "waiting" ? undefined : 0;
  return {
    name,
    type: "ncf:ActionInvocation",
    action: "db/migrate",
    state,
    startedAt,
    endedAt: isOver ? 1 : undefined,
    call: undefined,
  };
}

const texts = (...rows: readonly Row[]) =>
  interruptTexts(
    () => rows,
    () => undefined,
  );

test.each<[string | undefined, readonly Row[]]>([
  ["1 call in flight (a)", [row("a", "calling"), row("b", "waiting"), row("c", "done", true)]],
  [
    "2 calls in flight (a, b) and 1 step (site)",
    [row("a", "following"), row("b", "searching"), row("site", "running")],
  ],
  ["4 calls in flight (a, b, c, …)", ["a", "b", "c", "d"].map((name) => row(name, "calling"))],
  // A check ends at once.
  [undefined, [row("smoke", "checking"), row("b", "waiting"), row("c", "failed", true)]],
])("an interrupt waits for %s", (expected, rows) => {
  expect(texts(...rows).waitingFor()).toBe(expected);
});

test("the end of an interrupted run says how far it came, and how to continue", () => {
  const rows = [row("a", "done", true), row("b", "failed", true), row("c", "waiting"), row("d", "calling")];
  expect(texts(...rows).end?.(false)).toBe(
    "Interrupted: 1 done, 1 failed, 2 not finished. To continue, run the same command again; calls that succeeded are not repeated.",
  );
  expect(texts(...rows).end?.(true)).toBe(
    "Stopped: results that were not saved: d. The next run searches for their calls before it makes any.",
  );
});
