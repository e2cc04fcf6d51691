import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { linesView } from "../../../../src/cli/views/linesView.ts";
import { liveView } from "../../../../src/cli/views/liveView.ts";
import { countsLines, summaryLines } from "../../../../src/cli/views/summaryLines.ts";
import { jsonView } from "../../../../src/cli/json/jsonView.ts";
import { failureText, type RunView } from "../../../../src/cli/views/RunView.ts";
import { Rows } from "../../../../src/cli/views/rows.ts";
import { NcfError } from "../../../../src/diagnostics/ncfError.ts";
import type { StackEvent } from "../../../../src/engine/stackEvents.ts";
import type { InvocationEventDetail } from "../../../../src/invocation/events.ts";
import { SecretValue } from "../../../../src/model/value.ts";
import type { PlanStep } from "../../../../src/stack/run/planStack.ts";
import { captured } from "../captured.ts";

const type = "ncf:ActionInvocation";
const call = { activationId: "a1", attempts: 2, generation: 1 };
const outputs = {
  tables: ["orders"],
  dsn: new SecretValue("canary-1"),
  nested: { token: new SecretValue("canary-1") },
  id: "a1",
};
const plan = { steps: [step("migrate", "db/migrate"), step("warm", "-/warm"), step("old", "-/old")] };
const failure = {
  name: "warm",
  error: new NcfError("NCF_ACTION_FAILED", { reason: "it failed", hint: "look" }),
  file: "stack.yaml",
  line: 9,
  column: 3,
};

function step(name: string, action: string): PlanStep {
  return { name, action, type: "ncf:ActionInvocation", properties: {}, after: [] };
}

/** What happens to the invocation of a resource. */
function invocation(view: RunView, name: string, at: number, detail: InvocationEventDetail): void {
  const action = { packageName: "db", actionName: "migrate" };
  view.onInvocation({ ...detail, at, key: { project: "orders", stack: "dev", name }, action });
}

/** A run of 1.5 seconds: one call with two attempts, one that fails, one resource that stays, a command that writes. */
function play(view: RunView, pass: (ms: number) => void, now: () => number): void {
  const receive = (event: StackEvent): void => view.onEvent(event);
  receive({ kind: "started", name: "orders-dev", type: "pulumi:pulumi:Stack", step: "same" });
  receive({ kind: "started", name: "migrate", type, step: "create" });
  invocation(view, "migrate", now(), { kind: "calling", generation: 1, claim: "c1", untilAt: 60_000 });
  invocation(view, "migrate", now(), { kind: "retrying", attempts: 1, delayMs: 1500, reason: "HTTP 429" });
  pass(1500);
  receive({ kind: "succeeded", name: "migrate", type, step: "create", call });
  receive({ kind: "started", name: "old", type, step: "same" });
  receive({ kind: "succeeded", name: "old", type, step: "same" });
  receive({ kind: "message", severity: "info", message: "released", name: "announce" });
  receive({ kind: "message", severity: "error", message: "reported at the end", name: "warm" });
  receive({ kind: "started", name: "warm", type, step: "update", isPending: true });
  receive({ kind: "failed", name: "warm", type, step: "update" });
}

/** Plays the run in a view of a terminal whose clock stands otherwise. */
function played(make: (terminal: ReturnType<typeof captured>["terminal"], rows: Rows) => RunView): string {
  const { terminal, out } = captured();
  const { clock } = terminal.ports;
  const view = make(terminal, new Rows(plan, clock));
  play(view, (ms) => void clock.sleep(ms), clock.now);
  view.end({ result: "failed", outputs, failures: [failure] });
  return out();
}

test("without a terminal a run is plain lines, then the outputs with secrets masked", () => {
  expect(played((terminal, rows) => linesView(rows, terminal, terminal.ports.clock.now)))
    .toBe(`migrate: calling db/migrate
migrate: calling db/migrate again: HTTP 429; attempt 2 in 1.5 s
migrate: done in 1.5 s, 2 attempts
old: unchanged
announce: released
warm: following the activation of -/warm
warm: failed after 0.0 s
tables = ["orders"]
dsn = [secret]
nested = {"token":"[secret]"}
id = a1
1 called, 1 unchanged, 1 failed in 1.5 s
`);
});

test("as JSON a run is one event a line, the summary last, and secrets are masked", () => {
  const lines = played((terminal, rows) =>
    jsonView(terminal, {
      rows,
      clock: terminal.ports.clock,
      run: { command: "up", project: "orders", stack: "dev", destinations: { places: [] } },
    }),
  )
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line) as { readonly kind: string });
  expect(lines.map(({ kind }) => kind)).toEqual([
    "begin",
    "started",
    "calling",
    "retrying",
    "succeeded",
    "unchanged",
    "message",
    "message",
    "started",
    "failed",
    "error",
    "summary",
  ]);
  const at = expect.any(Number) as number;
  expect(lines[0]).toEqual({
    kind: "begin",
    at,
    format: 1,
    command: "up",
    project: "orders",
    stack: "dev",
    destinations: { places: [] },
  });
  expect(lines[1]).toEqual({ kind: "started", at, name: "migrate", type, step: "create" });
  expect(lines[2]).toMatchObject({ name: "migrate", action: "db/migrate", generation: 1 });
  expect(lines[4]).toMatchObject({ kind: "succeeded", durationMs: 1500, call });
  expect(lines[5]).toEqual({ kind: "unchanged", at, name: "old", type });
  expect(lines.at(-2)).toEqual({
    kind: "error",
    at,
    code: "NCF_ACTION_FAILED",
    reason: "it failed",
    hint: "look",
    name: "warm",
    file: "stack.yaml",
    line: 9,
    column: 3,
  });
  expect(lines.at(-1)).toEqual({
    kind: "summary",
    at,
    result: "failed",
    project: "orders",
    stack: "dev",
    durationMs: 1500,
    counts: {
      called: 1,
      reused: 0,
      checked: 0,
      changed: 0,
      unchanged: 1,
      removed: 0,
      failed: 1,
      notReached: 0,
      unknown: 0,
    },
    outputs: {
      tables: ["orders"],
      dsn: { $secret: true },
      nested: { token: { $secret: true } },
      id: "a1",
    },
  });
});

test("a failure for people names the resource, the place in the stack file and the hint", () => {
  expect(failureText(failure)).toBe(
    "warm: NCF_ACTION_FAILED: it failed\n  --> stack.yaml:9:3\n  hint: look\n",
  );
  expect(failureText({ error: failure.error })).toBe("NCF_ACTION_FAILED: it failed\n  hint: look\n");
});

describe("on a terminal", () => {
  beforeEach(() => void vi.useFakeTimers());
  afterEach(() => void vi.useRealTimers());

  test("a run is a list that is redrawn, then a line for each resource, the failed ones last, the outputs and the counts", () => {
    const { terminal, out } = captured();
    const { clock } = terminal.ports;
    const view = liveView(new Rows(plan, clock), terminal);
    view.onEvent({ kind: "started", name: "migrate", type, step: "create" });
    vi.advanceTimersByTime(200);
    expect(out()).toContain("◷ migrate  calling db/migrate 0.0 s\n· warm     waiting\n");
    play(view, (ms) => void clock.sleep(ms), clock.now);
    vi.advanceTimersByTime(200);
    view.end({ result: "failed", outputs, failures: [] });
    expect(vi.getTimerCount()).toBe(0);
    expect(out()).toContain("\u001B[3A\u001B[J✔ migrate  done in 1.5 s, 2 attempts\n");
    expect(out()).toContain("✖ warm     failed after 0.0 s\n");
    expect(out()).toContain("announce: released\n");
    expect(out()).not.toContain("canary-1");
    expect(out()).not.toContain("reported at the end");
    expect(out()).toContain(`✔ migrate  done       db/migrate  1.5 s  2 attempts  a1
✔ old      unchanged  -/old
✖ warm     failed     -/warm      0.0 s
tables = ["orders"]
`);
    expect(out().endsWith("id = a1\n1 called, 1 unchanged, 1 failed in 1.5 s\n")).toBe(true);
  });

  test("the summary says what was not reached, and what is unknown because the run was stopped", () => {
    const { terminal } = captured();
    const rows = new Rows(plan, terminal.ports.clock);
    rows.receive({ kind: "started", name: "migrate", type, step: "create" });
    expect(summaryLines(rows.all, { columns: 80, most: 20 })).toEqual([
      "· migrate  unknown      db/migrate",
      "· warm     not reached  -/warm",
      "· old      not reached  -/old",
    ]);
    expect(countsLines(rows.all, 34_000, "interrupted")).toEqual([
      "0 failed, 2 not reached, 1 unknown in 34 s",
    ]);
  });

  test("the summary is cut to the width, and leaves out what did not change where it would not fit", () => {
    const { terminal } = captured();
    const steps = Array.from({ length: 30 }, (_, at) => step(`resource${at}`, "-/echo"));
    const rows = new Rows({ steps }, terminal.ports.clock);
    for (const { name } of steps) {
      const kind = name === "resource7" ? "create" : "same";
      rows.receive({ kind: "started", name, type, step: kind });
      rows.receive({ kind: "succeeded", name, type, step: kind });
    }
    expect(summaryLines(rows.all, { columns: 20, most: 20 })).toEqual(["✔ resource7  done  "]);
    expect(summaryLines(rows.all, { columns: 80, most: 30 })).toHaveLength(30);
  });

  test("a run that failed before its first step has no counts", () => {
    const rows = new Rows(plan, captured().terminal.ports.clock);
    expect(countsLines(rows.all, 100, "failed")).toEqual([]);
    expect(
      countsLines(new Rows({ steps: [] }, captured().terminal.ports.clock).all, 100, "succeeded"),
    ).toEqual(["0 failed in 0.1 s"]);
  });
});

test("a notice on a live terminal stays above what is redrawn", () => {
  const { terminal } = captured({ isInteractive: true });
  let written = "";
  const write = (text: string): void => void (written += text);
  const view = liveView(new Rows(plan, terminal.ports.clock), {
    ...terminal,
    writeRaw: write,
    writeError: write,
  });
  written = "";
  view.notice("Interrupted.");
  expect(written.startsWith("\u001B[3A\u001B[JInterrupted.\n")).toBe(true);
  expect(written.split("Interrupted.\n")[1]?.match(/\n/g)).toHaveLength(3);
  view.end({ result: "interrupted", failures: [] });
});

/** The lines that a view shows. */
function shownBy(play_: (view: RunView) => void, steps: readonly PlanStep[] = []): readonly string[] {
  const { terminal, out } = captured();
  const view = linesView(new Rows({ steps }, terminal.ports.clock), terminal, terminal.ports.clock.now);
  play_(view);
  view.end({ result: "failed", failures: [] });
  // The last line has the counts.
  return out().trimEnd().split("\n").slice(0, -1);
}

test("what a destroy and a refresh work on is shown although no plan has it", () => {
  const command = "command:local:Command";
  const lines = shownBy((view) => {
    view.onEvent({ kind: "started", name: "migrate", type, step: "refresh" });
    view.onEvent({ kind: "succeeded", name: "migrate", type, step: "refresh" });
    view.onEvent({ kind: "started", name: "announce", type: command, step: "delete" });
    view.onEvent({ kind: "succeeded", name: "announce", type: command, step: "delete" });
    view.onEvent({ kind: "started", name: "announce", type: command, step: "create" });
  });
  expect(lines).toEqual([
    "migrate: reading",
    "migrate: unchanged",
    "announce: removing",
    "announce: removed",
    "announce: running",
  ]);
});

test("each invocation shows its own state, also when two resources call one action", () => {
  const owner = { host: "ci-7 pid:[4026531836]", pid: 77, startedAt: "" };
  const steps = [step("one", "db/migrate"), step("two", "db/migrate")];
  const lines = shownBy((view) => {
    for (const { name } of steps) view.onEvent({ kind: "started", name, type, step: "create" });
    invocation(view, "two", 0, { kind: "following", activationId: "a1", untilAt: 0 });
    invocation(view, "one", 0, { kind: "searching", untilAt: 0 });
    invocation(view, "two", 0, { kind: "waitingForOwner", owner });
    invocation(view, "one", 0, { kind: "reused", generation: 1 });
    invocation(view, "one", 0, { kind: "released", problem: "the journal cannot be written" });
  }, steps);
  expect(lines.slice(2)).toEqual([
    "two: following the activation of db/migrate",
    "one: db/migrate may have run; searching its activations",
    "two: db/migrate is being called by another deployment, process 77 on ci-7; waiting for its result",
    "one: reusing the result of an earlier call of db/migrate found in the journal; not calling again",
    "one: the journal cannot be written",
  ]);
});

test("a deletion that calls another action shows that, what is not called, and logs that no error has", () => {
  const lines = shownBy(
    (view) => {
      view.onEvent({ kind: "started", name: "one", type, step: "delete" });
      invocation(view, "one", 0, { kind: "calling", generation: 1, claim: "c1", untilAt: 60_000 });
      invocation(view, "one", 0, {
        kind: "logs",
        activationId: "a1",
        lines: ["first", "second"],
        omitted: 3,
        isInError: false,
      });
      invocation(view, "one", 0, {
        kind: "logs",
        activationId: "a1",
        lines: ["x"],
        omitted: 0,
        isInError: true,
      });
      invocation(view, "one", 0, { kind: "notCalled", reason: "no run of the resource succeeded" });
    },
    [step("one", "db/make")],
  );
  expect(lines).toEqual([
    "one: removing",
    "one: calling db/migrate",
    "one: logs (last 2 of 5 lines):",
    "  | first",
    "  | second",
    "one: db/migrate is not called: no run of the resource succeeded",
  ]);
});

describe("a check", () => {
  const check = "ncf:ActionCheck";
  const steps: readonly PlanStep[] = [{ ...step("smoke", "db/migrate"), type: check }];
  const progress = { mostCalls: 12, successesNeeded: 2, isRepeated: false, untilAt: 60_000 };
  function playCheck(view: RunView): void {
    const checking = (detail: object): void =>
      invocation(view, "smoke", 0, { kind: "checking", ...progress, ...detail } as InvocationEventDetail);
    view.onEvent({ kind: "started", name: "smoke", type: check, step: "create" });
    invocation(view, "smoke", 0, { kind: "waiting", origin: "http://127.0.0.1:1" });
    checking({ calls: 1, successes: 0, reason: "application error: not ready" });
    checking({ calls: 2, successes: 1 });
    invocation(view, "smoke", 0, { kind: "checked", isHealthy: true, calls: 3, duration: 10_000 });
    const facts = { activationId: "a3", calls: 3 };
    view.onEvent({ kind: "succeeded", name: "smoke", type: check, step: "create", call: facts });
  }

  test("shows how many calls were made, how many healthy ones in a row, and why the last one was unhealthy", () => {
    const lines = shownBy(playCheck, steps);
    expect(lines.slice(0, 3)).toEqual([
      "smoke: checking db/migrate",
      "smoke: checking db/migrate: 1 of at most 12 calls, 0 of 2 healthy in a row; unhealthy: application error: not ready",
      "smoke: checking db/migrate: 2 of at most 12 calls, 1 of 2 healthy in a row",
    ]);
    expect(lines[3]).toMatch(/^smoke: done in \d+\.\d s, 3 calls$/);
  });

  test("has its calls in the summary", () => {
    const rows = new Rows({ steps }, captured().terminal.ports.clock);
    playCheck({
      onEvent: (event) => void rows.receive(event),
      onInvocation: (event) => void rows.receiveInvocation(event),
      notice: () => {},
      end: () => {},
    });
    expect(summaryLines(rows.all, { columns: 80, most: 20 })).toEqual([
      expect.stringMatching(/^✔ smoke {2}done {2}db\/migrate {2}[\d.]+ s {2}3 calls {2}a3$/),
    ]);
  });
});
