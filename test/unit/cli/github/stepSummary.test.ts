import { expect, test } from "vitest";
import { calledIn, markdownText, stepSummary } from "../../../../src/cli/github/stepSummary.ts";
import type { Row } from "../../../../src/cli/views/rows.ts";
import type { InvocationEvent, InvocationEventDetail } from "../../../../src/invocation/events.ts";
import { NcfError } from "../../../../src/diagnostics/ncfError.ts";

function row(name: string, more: Partial<Row> = {}): Row {
  return {
    name,
    type: "ncf:ActionInvocation",
    action: "db/migrate",
    state: "done",
    startedAt: 1000,
    endedAt: 2500,
    call: { activationId: "1e8cba2d13fc5a7c6b39d3f18a6ff5c2", attempts: 2, generation: 1 },
    ...more,
  };
}

/** What a reader sees: entities are decoded. */
function seen(markdown: string): string {
  return markdown.replaceAll(/&#(\d+);/g, (_, code: string) => String.fromCodePoint(Number(code)));
}

test("a run is a table with the failures first, then their reasons", () => {
  const rows = [
    row("migrate"),
    row("warm", { action: "-/warm", state: "failed", call: undefined }),
    row("later", { state: "waiting", startedAt: undefined, endedAt: undefined, call: undefined }),
    row("stopped", { state: "calling", endedAt: undefined, call: undefined }),
  ];
  const failures = [
    {
      name: "warm",
      error: new NcfError("NCF_ACTION_FAILED", { reason: "it failed", hint: "look" }),
      file: "stack.yaml",
      line: 9,
    },
  ];
  const text = seen(stepSummary({ title: "up orders/prod", result: "failed", rows, calls: [], failures }));
  expect(text).toBe(`### ncf up orders/prod: failed

| resource | action | outcome | time | attempts | activation |
| --- | --- | --- | --- | --- | --- |
| warm | -/warm | failed | 1.5 s |  |  |
| migrate | db/migrate | done | 1.5 s | 2 | 1e8cba2d13fc5a7c6b39d3f18a6ff5c2 |
| later | db/migrate | not reached |  |  |  |
| stopped | db/migrate | unknown |  |  |  |

- **warm: NCF_ACTION_FAILED (stack.yaml:9)** it failed; look

`);
});

test("the calls that ran follow, of deletions and earlier deployments too, and none that did not run", () => {
  const event = (name: string, actionName: string, detail: InvocationEventDetail): InvocationEvent => ({
    ...detail,
    at: 0,
    key: { project: "orders", stack: "prod", name },
    action: { packageName: "db", actionName },
  });
  const ended = { kind: "ended", outcome: "succeeded", attempts: 1, generation: 1 } as const;
  const calls = calledIn([
    event("migrate", "migrate", { ...ended, activationId: "a1", durationMs: 480 }),
    event("again", "again", { kind: "reused", generation: 1, activationId: "a2" }),
    event("again", "again", { ...ended, activationId: "a2" }),
    event("refused", "refused", { ...ended, outcome: "rejected" }),
    event("migrate", "drop", {
      ...ended,
      outcome: "failed",
      activationId: "a3",
      durationMs: 12_000,
      isDelete: true,
    }),
    event("smoke", "health", {
      kind: "checked",
      isHealthy: false,
      calls: 3,
      duration: 9000,
      activationId: "a4",
    }),
  ]);
  const text = seen(
    stepSummary({ title: "up orders/prod", result: "failed", rows: [], calls, failures: [] }),
  );
  expect(text).toBe(`### ncf up orders/prod: failed

| call of | action | outcome | duration | activation |
| --- | --- | --- | --- | --- |
| migrate | db/migrate | succeeded | 0.5 s | a1 |
| again | db/again | succeeded (earlier call) |  | a2 |
| migrate | db/drop | failed | 12 s | a3 |
| smoke | db/health | unhealthy after 3 calls | 9.0 s | a4 |

`);
});

test.each([
  "a | b",
  "`code` and ```",
  "line\n| injected | row |\n# heading",
  "<img src=x onerror=y> &amp; <!-- x",
  "[link](https://evil.example) https://evil.example @team",
  "**bold** _it_ ~~gone~~ \\| $x$",
  "\u001B[31mred\u202E",
])("%j in a cell stays the text of one cell", (hostile) => {
  const failures = [
    { name: hostile, error: new NcfError("NCF_ACTION_FAILED", { reason: hostile, hint: hostile }) },
  ];
  const text = stepSummary({
    title: hostile,
    result: "failed",
    rows: [row(hostile, { action: hostile, state: "failed" })],
    calls: [{ name: hostile, action: hostile, outcome: "failed", activationId: hostile }],
    failures,
  });
  const lines = text.trimEnd().split("\n");
  expect(lines).toHaveLength(11);
  expect(lines[4]?.match(/\|/g)).toHaveLength(7);
  expect(lines[8]?.match(/\|/g)).toHaveLength(6);
  const ofOurs = text
    .replaceAll(/&#\d+;/g, "")
    .replace("### ncf", "")
    .replace(": failed\n", "")
    .replaceAll(/^- \*\*|\*\*/gm, "");
  expect(ofOurs.replaceAll(/^\|.*\|$/gm, "")).not.toMatch(/[`<>[\]*_\\@#:~]/);
});

test("text is shown as it was, on one line", () => {
  const hostile = " a|b `c` <d>\n[e](f) & 5% ";
  expect(seen(markdownText(hostile))).toBe("a|b `c` <d> [e](f) & 5%");
});

test("a summary of thousands of resources stays below what the runner takes, and keeps every failure", () => {
  const name = "r".repeat(200);
  const rows = Array.from({ length: 5000 }, (_, at) =>
    row(`${name}${at}`, at === 4999 ? { state: "failed" } : {}),
  );
  const text = stepSummary({ title: "up a/b", result: "failed", rows, calls: [], failures: [] });
  expect(text.length).toBeLessThan(300_000);
  expect(text).toContain(`${name}4999 |`);
  expect(text).toMatch(/… and \d+ more resources\n/);
});
