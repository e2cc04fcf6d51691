import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { jsonView } from "../../../../src/cli/views/jsonView.ts";
import { linesView } from "../../../../src/cli/views/linesView.ts";
import { liveLines, liveView, resourceTable } from "../../../../src/cli/views/liveView.ts";
import { Progress } from "../../../../src/cli/views/rows.ts";
import type { RunView } from "../../../../src/cli/views/views.ts";
import type { StackEvent } from "../../../../src/engine/stackEvent.ts";
import type { PlanStep } from "../../../../src/stack/run/planStack.ts";
import { captured } from "../captured.ts";

const type = "pulumi-nodejs:dynamic/ncf:ActionInvocation";
const call = { activationId: "a1", attempts: 2, generation: 1 };
const outputs = {
  tables: { value: ["orders"], secret: false },
  dsn: { value: "canary-1", secret: true },
  id: { value: "a1", secret: false },
};
const plan = {
  steps: [step("migrate", "db/migrate"), step("warm", "-/warm"), step("old", "-/old")],
  outputs: {},
};

function step(name: string, action: string): PlanStep {
  return { name, action, type: "ncf:ActionInvocation", properties: {}, after: [] };
}

/** A run of 1.5 seconds: one call with two tries, one that fails, one resource that stays, a command that speaks. */
function play(view: RunView, pass: (ms: number) => void): void {
  const see = (event: StackEvent): void => view.see(event);
  see({ kind: "begun", name: "orders-dev", type: "pulumi:pulumi:Stack", step: "same" });
  see({ kind: "begun", name: "migrate", type, step: "create" });
  pass(1500);
  see({ kind: "done", name: "migrate", type, step: "create", call });
  see({ kind: "begun", name: "old", type, step: "same" });
  see({ kind: "done", name: "old", type, step: "same" });
  see({ kind: "said", severity: "info", message: "released", name: "announce" });
  see({ kind: "said", severity: "error", message: "NCF_ACTION_FAILED: told at the end", name: "warm" });
  see({ kind: "begun", name: "warm", type, step: "update", isPending: true });
  see({ kind: "failed", name: "warm", type, step: "update" });
}

/** Plays the run in a view of a terminal whose clock stands otherwise. */
function played(make: (terminal: ReturnType<typeof captured>["terminal"], progress: Progress) => RunView): {
  readonly out: string;
  readonly progress: Progress;
} {
  const { terminal, out } = captured();
  const { clock } = terminal.ports;
  const progress = new Progress(plan, clock);
  const view = make(terminal, progress);
  play(view, (ms) => void clock.sleep(ms));
  view.end("succeeded", outputs);
  return { out: out(), progress };
}

test("without a terminal a run is plain lines, then the outputs with secrets masked", () => {
  const { out } = played(({ write, ports }, progress) => linesView(progress, write, ports.clock.now));
  expect(out).toBe(`migrate: calling db/migrate
migrate: done in 1.5 s, 2 tries
old: unchanged
announce: released
warm: following the activation of -/warm
warm: failed after 0.0 s
tables = ["orders"]
dsn = [secret]
id = a1
`);
});

test("as JSON a run is one event a line, without what is the engine's own, and secrets are masked", () => {
  const { out } = played(({ write }) => jsonView(write));
  const lines = out
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as unknown);
  expect(lines).toHaveLength(9);
  expect(lines[0]).toEqual({ kind: "begun", name: "migrate", type: "ncf:ActionInvocation", step: "create" });
  expect(lines[1]).toMatchObject({ kind: "done", call });
  expect(lines.at(-1)).toEqual({
    kind: "ended",
    how: "succeeded",
    outputs: { tables: ["orders"], dsn: "[secret]", id: "a1" },
  });
});

describe("on a terminal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a run is a list that is drawn anew, then a table and the outputs", () => {
    const { out } = played((terminal, progress) => liveView(progress, terminal));
    expect(vi.getTimerCount()).toBe(0);
    expect(out).toContain("◷ migrate  calling db/migrate 0.0 s\n· warm  waiting\n");
    expect(out).toContain("\u001B[3A\u001B[J✔ migrate  done in 1.5 s, 2 tries\n");
    expect(out).toContain("✖ warm  failed after 0.0 s\n");
    expect(out).toContain("announce: released\n");
    expect(out).not.toContain("canary-1");
    expect(out).not.toContain("told at the end");
    expect(out).toMatch(/│ migrate +│ db\/migrate +│ done +│ 1\.5 s │ 2 +│ a1 +│/);
    expect(out.endsWith('tables = ["orders"]\ndsn = [secret]\nid = a1\n')).toBe(true);
  });

  test("a list that does not fit shows what is at work and counts the rest", () => {
    const { terminal } = captured();
    const steps = Array.from({ length: 100 }, (_, at) => step(`r${at}`, "-/echo"));
    const progress = new Progress({ steps }, terminal.ports.clock);
    for (const name of ["r0", "r1"]) progress.see({ kind: "begun", name, type, step: "create" });
    progress.see({ kind: "done", name: "r0", type, step: "create" });
    expect(liveLines(progress.rows, terminal.ports.clock.now(), 10)).toEqual([
      "◷ r1  calling -/echo 0.0 s",
      "  1 of 100 are over, 0 failed, 98 wait",
    ]);
  });

  test("the table says what was not reached, and what is not known because the run was stopped", () => {
    const { terminal } = captured();
    const progress = new Progress(plan, terminal.ports.clock);
    progress.see({ kind: "begun", name: "migrate", type, step: "create" });
    const table = resourceTable(progress.rows, false);
    expect(table).toMatch(/migrate +│ db\/migrate +│ not known/);
    expect(table).toMatch(/warm +│ -\/warm +│ not reached/);
  });
});

test("what a destroy and a refresh take up is shown although no plan has it", () => {
  const { terminal, out } = captured();
  const progress = new Progress({ steps: [] }, terminal.ports.clock);
  const view = linesView(progress, terminal.write, terminal.ports.clock.now);
  const command = "command:local:Command";
  view.see({ kind: "begun", name: "migrate", type, step: "refresh" });
  view.see({ kind: "done", name: "migrate", type, step: "refresh" });
  view.see({ kind: "begun", name: "announce", type: command, step: "delete" });
  view.see({ kind: "done", name: "announce", type: command, step: "delete" });
  view.see({ kind: "begun", name: "announce", type: command, step: "create" });
  view.end("failed");
  expect(out()).toBe(
    "migrate: reading\nmigrate: unchanged\nannounce: removing\nannounce: removed\nannounce: running\n",
  );
});

test("a call that outlives the gateway's wait is shown as followed, where it is plain whose call it is", () => {
  const steps = [step("one", "-/slow"), step("two", "db/twice"), step("three", "db/twice")];
  const { terminal, out } = captured();
  const progress = new Progress({ steps }, terminal.ports.clock);
  const view = linesView(progress, terminal.write, terminal.ports.clock.now);
  for (const { name } of steps) view.see({ kind: "begun", name, type, step: "create" });
  for (const action of ["-/slow", "db/twice"]) {
    const message = `following ${action}: activation a1 has not ended yet`;
    view.see({ kind: "said", severity: "info", message });
  }
  expect(out().split("\n").slice(3, -1)).toEqual([
    "one: following the activation of -/slow",
    "engine: following db/twice: activation a1 has not ended yet",
  ]);
});
