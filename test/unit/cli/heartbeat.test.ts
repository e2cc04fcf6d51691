import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { withHeartbeat } from "../../../src/cli/heartbeat.ts";
import { createProgress } from "../../../src/cli/invoke/progress.ts";
import { Rows } from "../../../src/cli/views/rows.ts";
import { waitingLines, waitingSince } from "../../../src/cli/views/waitingLines.ts";
import type { InvocationEvent } from "../../../src/invocation/events.ts";
import { captured, type CapturedOptions } from "./captured.ts";

beforeEach(() => void vi.useFakeTimers({ now: Date.parse("2026-11-25T15:00:00Z") }));
afterEach(() => void vi.useRealTimers());

const now = (): number => Date.now();
const event = {
  action: { packageName: "db", actionName: "migrate" },
  key: { project: "p", stack: "s", name: "one" },
};

function beating(options: CapturedOptions = {}) {
  const { terminal: inner, out, err } = captured(options);
  const { terminal, stop } = withHeartbeat({
    ...inner,
    ports: { ...inner.ports, clock: { ...inner.ports.clock, now } },
  });
  return { terminal, stop, out, err };
}

describe("a command that is silent for 30 seconds", () => {
  test("says what it waits for, how long it has, and until when, and again after 30 seconds more", () => {
    const { terminal, err } = beating();
    terminal.heartbeat?.during(waitingSince("waiting for activation a1", now, now() + 90_000));
    vi.advanceTimersByTime(29_999);
    expect(err()).toBe("");
    vi.advanceTimersByTime(30_001);
    expect(err()).toBe(
      "waiting for activation a1 (30 s so far, until 2026-11-25T15:01:30Z at the latest)\n" +
        "waiting for activation a1 (60 s so far, until 2026-11-25T15:01:30Z at the latest)\n",
    );
  });

  test("says nothing while it writes, while a person is asked, and when it has ended", async () => {
    let answer = (_text: string): void => {};
    const { terminal, stop, err } = beating({ answer: () => new Promise((resolve) => (answer = resolve)) });
    terminal.heartbeat?.during(() => ["working"]);
    for (let at = 0; at < 10; at += 1) {
      vi.advanceTimersByTime(20_000);
      terminal.write(".");
    }
    const asked = terminal.prompt("Apply?", new AbortController().signal);
    vi.advanceTimersByTime(300_000);
    answer("y");
    expect(await asked).toBe("y");
    expect(err()).toBe("");
    vi.advanceTimersByTime(30_000);
    expect(err()).toBe("working\n");
    stop();
    vi.advanceTimersByTime(300_000);
    expect(err()).toBe("working\n");
  });

  test("names each call of a run, up to five, else the engine", () => {
    const rows = new Rows({ steps: [] }, { now });
    const startedAt = now();
    vi.advanceTimersByTime(30_000);
    expect(waitingLines(rows.all, startedAt, now())).toEqual(["waiting for the engine (30 s so far)"]);
    for (let at = 0; at < 7; at += 1) {
      const key = { ...event.key, name: `r${at}` };
      rows.receiveInvocation({
        ...event,
        key,
        at: now(),
        kind: "calling",
        claim: "c1",
        generation: 1,
        untilAt: now() + 60_000,
      });
    }
    vi.advanceTimersByTime(30_000);
    const lines = waitingLines(rows.all, startedAt, now());
    expect(lines).toHaveLength(6);
    expect(lines[0]).toBe("r0: calling db/migrate (30 s so far, until 2026-11-25T15:01:30Z at the latest)");
    expect(lines[5]).toBe("… and 2 more in progress");
  });

  test("of ncf invoke names what the call waits for, as JSON too", () => {
    const { terminal, out, err } = beating();
    const progress = createProgress(terminal, true);
    const tell = (detail: object): void =>
      progress.onEvent({ ...event, at: now(), ...detail } as InvocationEvent);
    tell({ kind: "waiting" });
    vi.advanceTimersByTime(30_000);
    tell({ kind: "calling", claim: "c1", generation: 1, untilAt: now() + 60_000 });
    vi.advanceTimersByTime(30_000);
    tell({ kind: "following", activationId: "a1", untilAt: now() + 600_000 });
    vi.advanceTimersByTime(30_000);
    expect(err()).toBe(
      "db/migrate: waiting for a slot (30 s so far)\n" +
        "db/migrate: waiting for the response (30 s so far, until 2026-11-25T15:01:30Z at the latest)\n" +
        "db/migrate: activation a1 has not finished; waiting for it (30 s so far, until 2026-11-25T15:11:00Z at the latest)\n",
    );
    expect(out()).toBe("");
  });
});
