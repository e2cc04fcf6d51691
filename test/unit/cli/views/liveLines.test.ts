import { expect, test } from "vitest";
import { cellsOf, fitText } from "../../../../src/cli/views/fitText.ts";
import { liveLines } from "../../../../src/cli/views/liveLines.ts";
import { Rows } from "../../../../src/cli/views/rows.ts";
import type { InvocationEventDetail } from "../../../../src/invocation/events.ts";

const type = "ncf:ActionInvocation";
const now = Date.UTC(2026, 11, 1, 9, 30);

/** Makes rows of a plan with so many resources, and what happened to them by name. */
function rowsOf(
  names: readonly string[],
  happened: Readonly<Record<string, "started" | "succeeded" | "failed" | InvocationEventDetail>>,
): Rows {
  const steps = names.map((name) => ({ name, type, action: "-/echo", properties: {}, after: [] }) as const);
  const rows = new Rows({ steps }, { now: () => now });
  for (const [name, what] of Object.entries(happened)) {
    rows.receive({ kind: "started", name, type, step: "create" });
    if (typeof what !== "string") {
      const key = { project: "orders", stack: "dev", name };
      rows.receiveInvocation({ ...what, at: now, key, action: { packageName: "-", actionName: "echo" } });
    } else if (what !== "started") rows.receive({ kind: what, name, type, step: "create" });
  }
  return rows;
}

const hundred = Array.from({ length: 100 }, (_, at) => `r${at}`);

test("of 100 resources the failed ones come first, then those at work, then a count of all", () => {
  const { all } = rowsOf(hundred, { r0: "succeeded", r1: "started", r2: "started", r3: "failed" });
  expect(liveLines(all, now, { rows: 10, columns: 79 })).toEqual([
    "✖ r3  failed after 0.0 s",
    "◷ r1  calling -/echo 0.0 s",
    "◷ r2  calling -/echo 0.0 s",
    "  2 of 100 finished, 1 failed, 2 running, 96 waiting",
  ]);
});

test("failures leave half of the lines to what runs, and take what that does not need", () => {
  const failed = Object.fromEntries(hundred.slice(0, 50).map((name) => [name, "failed"] as const));
  const running = Object.fromEntries(hundred.slice(50, 90).map((name) => [name, "started"] as const));
  const marks = (rows: Rows): string =>
    liveLines(rows.all, now, { rows: 11, columns: 79 })
      .map((line) => line[0])
      .join("");
  expect(marks(rowsOf(hundred, { ...failed, ...running }))).toBe("✖✖✖✖✖◷◷◷◷◷ ");
  expect(marks(rowsOf(hundred, { ...failed, r50: "started" }))).toBe("✖✖✖✖✖✖✖✖✖◷ ");
  expect(marks(rowsOf(hundred, { r1: "failed", ...running }))).toBe("✖◷◷◷◷◷◷◷◷◷ ");
});

test("following and searching show for how long, and until when", () => {
  const untilAt = now + 360_000;
  const { all } = rowsOf(["slow", "lost"], {
    slow: { kind: "following", activationId: "a1", untilAt },
    lost: { kind: "searching", untilAt },
  });
  const until = new Date(untilAt).toTimeString().slice(0, 8);
  expect(liveLines(all, now + 12_000, { rows: 20, columns: 79 })).toEqual([
    `◷ slow  following the activation of -/echo, 12 s, until ${until}`,
    `◷ lost  -/echo may have run; searching its activations, 12 s, until ${until}`,
  ]);
});

test("no line is wider than the screen, whatever a name or a reason holds, and its time stays", () => {
  const long = `${"데이터베이스".repeat(9)}\n\u001b[31m`;
  const names = [long, "short"];
  const reason = "connection refused ".repeat(9);
  const { all } = rowsOf(names, {
    [long]: { kind: "retrying", attempts: 1, delayMs: 1000, reason },
    short: "started",
  });
  for (const columns of [79, 40, 20]) {
    const lines = liveLines(all, now, { rows: 20, columns });
    for (const line of lines) {
      expect(cellsOf(line)).toBeLessThanOrEqual(columns);
      expect(line).not.toMatch(/\p{Cc}/u);
    }
  }
  expect(liveLines(all, now, { rows: 20, columns: 79 })[0]).toMatch(/… 0\.0 s$/);
});

test("a screen without a line shows none", () => {
  expect(liveLines(rowsOf(hundred, {}).all, now, { rows: 0, columns: 79 })).toEqual([]);
});

test.each([
  ["abc", 3, "abc"],
  ["abcd", 3, "ab…"],
  ["가나다", 5, "가나…"],
  ["가나다", 4, "가…"],
  ["abc", 0, ""],
])("%s in %d cells is %s", (text, most, fit) => {
  expect(fitText(text, most)).toBe(fit);
});
