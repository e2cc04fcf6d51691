import { describe, expect, test } from "vitest";
import { checkStateToOutputs, readCheckState, secretCheckOutputs } from "../../../src/check/checkState.ts";
import { eventText } from "../../../src/invocation/events.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import { checkScene, type CheckScript, failing, healthy, ran, step } from "./scene.ts";

const canary = "canary-5c0ffee";
const readyOnly = { properties: { ready: { const: true } }, required: ["ready"] };

async function created(script: CheckScript, changes: JsonObject = {}, secretPointers: string[] = []) {
  const scene = checkScene(script);
  const state = await scene.clock.run(scene.checks.create(step(changes, { secretPointers })));
  return { ...scene, state };
}

async function refused(script: CheckScript, changes: JsonObject = {}, secretPointers: string[] = []) {
  const scene = checkScene(script);
  const error: unknown = await scene.clock.run(
    scene.checks.create(step(changes, { secretPointers })).then(
      () => undefined,
      (reason: unknown) => reason,
    ),
  );
  return { ...scene, error: error as { code: string; reason: string; hint: string } };
}

const throttled: Outcome = {
  kind: "rejected",
  isTemporary: true,
  error: { status: 429, origin: "gateway", message: "quota exceeded" },
};
const missing: Outcome = {
  kind: "rejected",
  isTemporary: false,
  error: { status: 404, origin: "service", errorCode: "80301", message: "not found" },
};

describe("a check", () => {
  test("ends with the first healthy call, and has its result", async () => {
    const { state, sentAt } = await created({ outcomes: [healthy], callMs: 200 });
    expect(state.outputs).toEqual({
      result: { ready: true },
      activationId: "a1",
      calls: 1,
      successes: 1,
      duration: 200,
      address:
        "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/orders/actions/health?platform=classic",
    });
    expect(sentAt).toEqual([0]);
  });

  test("calls again every 5 s, counted from the start of a call, until the action is healthy", async () => {
    const { state, sentAt } = await created({ outcomes: [failing, failing, healthy], callMs: 1200 });
    expect(sentAt).toEqual([0, 5000, 10_000]);
    expect(state.outputs).toMatchObject({ calls: 3, duration: 11_200 });
  });

  test("calls immediately when the last call took longer than the period", async () => {
    const { sentAt } = await created({ outcomes: [failing, healthy], callMs: 7000 });
    expect(sentAt).toEqual([0, 7000]);
  });

  test("counts healthy calls in a row, and begins again after an unhealthy one", async () => {
    const outcomes = [healthy, healthy, failing, healthy, healthy, healthy];
    const { state } = await created({ outcomes }, { successes: 3 });
    expect(state.outputs).toMatchObject({ calls: 6, successes: 3 });
  });

  test("takes a result for unhealthy that violates resultSchema", async () => {
    const outcomes = [ran({ ready: false }), healthy];
    const { state } = await created({ outcomes }, { resultSchema: readyOnly });
    expect(state.outputs).toMatchObject({ calls: 2, result: { ready: true } });
  });

  test("with success: false, resultSchema decides about a failed run", async () => {
    const changes = { success: false, resultSchema: { required: ["error"] } };
    const { state } = await created({ outcomes: [healthy, failing] }, changes);
    expect(state.outputs).toMatchObject({ calls: 2, result: { error: "not ready" } });
  });

  test.each<[string, Outcome]>([
    ["a run that takes too long", { kind: "pending", activationId: "a9" }],
    ["a throttled call", throttled],
    ["a call that was not sent", { kind: "notSent", reason: "connection refused" }],
    ["a lost response", { kind: "unknown", reason: "reset", delivery: "sent" }],
  ])("goes on after %s", async (_what, outcome) => {
    const { state } = await created({ outcomes: [outcome, healthy] });
    expect(state.outputs["calls"]).toBe(2);
  });

  test("does not count the time in the queue of the call limiter", async () => {
    const { state } = await created({ outcomes: [failing, healthy], queueMs: 300_000 });
    expect(state.outputs).toMatchObject({ calls: 2, duration: 5000 });
  });

  test("never lets a call wait longer than its own time", async () => {
    const { calls } = await refused({ outcomes: [failing] }, { every: "10s", within: "30s" });
    expect(calls.map(({ timeoutMs }) => timeoutMs)).toEqual([30_000, 20_000, 10_000]);
  });
});

describe("a check that does not become healthy", () => {
  test("fails with the last reason, how many calls and how long", async () => {
    const { error, sentAt } = await refused({ outcomes: [failing], callMs: 100 }, { within: "20s" });
    expect(sentAt).toEqual([0, 5000, 10_000, 15_000]);
    expect(error).toMatchObject({
      code: "NCF_CHECK_UNHEALTHY",
      exitCode: 1,
      reason: `the check of orders/health was not healthy within 20s: 4 calls in 15.1s
  Last unhealthy call (activation a1): application error: not ready`,
      hint: expect.stringContaining("the next up checks again"),
    });
  });

  test("ends as soon as the required calls no longer fit into its time", async () => {
    const outcomes = [healthy, failing];
    const { error, sentAt } = await refused({ outcomes }, { successes: 3, within: "20s" });
    expect(sentAt).toEqual([0, 5000]);
    expect(error.reason).toContain("2 calls in 5s, 0 of 3 healthy in a row at the end");
  });

  test("ends in time although a call has no response", async () => {
    const { error, clock, startedAt } = await refused({ outcomes: [failing, "hang"] }, { within: "20s" });
    expect(clock.now() - startedAt).toBe(20_000);
    expect(error.reason).toContain("2 calls in 20s");
    expect(error.reason).toContain("the check timed out");
  });

  test("fails immediately when the API refuses the call permanently", async () => {
    const { error, sentAt } = await refused({ outcomes: [missing] });
    expect(error).toMatchObject({ code: "NCF_REJECTED", hint: expect.stringContaining("packageName") });
    expect(sentAt).toEqual([0]);
  });

  test("names what the result violates, and the result, bounded and printable", async () => {
    const result = { ready: false, text: `\u001B[31m${"x".repeat(5000)}` };
    const { error, events } = await refused(
      { outcomes: [ran(result)] },
      { resultSchema: readyOnly, every: "1s", within: "1s" },
    );
    expect(error.reason).toContain("/result/ready must be true (const)");
    expect(error.reason).toContain('the result is {"ready":false,');
    expect(error.reason).not.toContain("\u001B");
    expect(error.reason.length).toBeLessThan(1000);
    // Events go into logs and reports, which keep no results.
    expect(JSON.stringify(events)).not.toContain("xxx");
  });

  test("prints no secret of its params, in no event and no message, and no result that may repeat one", async () => {
    const short = { every: "1s", within: "1s", params: { token: canary } };
    const echoed = await refused({ outcomes: [ran({ error: `bad ${canary}` })] }, short, ["/params/token"]);
    expect(echoed.error.reason).toContain("bad [secret]");
    const violating = await refused(
      { outcomes: [ran({ ready: false, token: canary.slice(0, 8) })] },
      { ...short, resultSchema: readyOnly },
      ["/params/token"],
    );
    expect(violating.error.reason).toContain("the result is secret");
    for (const { events, error } of [echoed, violating]) {
      expect(JSON.stringify([events, error.reason, String(error)])).not.toContain(canary.slice(0, 8));
    }
  });
});

describe("an interrupt", () => {
  test("ends a check between two calls, and makes no further one", async () => {
    const stop = new AbortController();
    const scene = checkScene({ outcomes: [failing], stop: stop.signal });
    const running = scene.checks.create(step()).catch((error: unknown) => error);
    await scene.clock.run(scene.clock.sleep(7000));
    stop.abort(new Error("interrupted"));
    expect(await running).toMatchObject({
      code: "NCF_CHECK_UNHEALTHY",
      reason: expect.stringContaining("the check of orders/health was interrupted: 2 calls in 7s"),
      hint: "run up again, which checks again",
    });
    expect(scene.sentAt).toEqual([0, 5000]);
  });

  test("aborts a call in flight, and a call that waits for a slot", async () => {
    for (const script of [{ outcomes: ["hang"] as const }, { outcomes: [healthy], queueMs: 60_000 }]) {
      const stop = new AbortController();
      const { checks, clock, calls } = checkScene({ ...script, stop: stop.signal });
      const running = checks.create(step()).catch((error: unknown) => error);
      await clock.run(clock.sleep(1000));
      stop.abort(new Error("interrupted"));
      expect(await running).toMatchObject({ reason: expect.stringContaining("was interrupted") });
      expect(calls.length).toBeLessThan(2);
    }
  });
});

describe("an update", () => {
  const { checks } = checkScene({ outcomes: [healthy] });

  test.each<[string, JsonObject]>([
    ["the triggers", { triggers: ["r2"] }],
    ["the params", { params: { deep: true } }],
    ["the action", { actionName: "ready" }],
    ["the region", { region: "JPN" }],
    ["the schema of the result", { resultSchema: readyOnly }],
    ["the number of successes", { successes: 2 }],
  ])("checks again when %s changed", async (_what, changes) => {
    const { state } = await created({ outcomes: [healthy] });
    const { kind, changed } = checks.diff(state, step(changes), step().inputs);
    expect({ kind, changed }).toEqual({ kind: "check", changed: Object.keys(changes) });
  });

  test("calls nothing when only the times changed", async () => {
    const { state } = await created({ outcomes: [healthy] });
    const changes = { every: "1s", within: "10m", timeout: 1000, paramsSchema: {} };
    expect(checks.diff(state, step(changes), step().inputs)).toMatchObject({ kind: "same", changed: [] });
  });

  test("checks again for a new token of a re-run, once", async () => {
    const { state } = await created({ outcomes: [healthy] });
    const scene = checkScene({ outcomes: [healthy] });
    const again = step({}, { rerun: "r1" });
    expect(scene.checks.diff(state, again).kind).toBe("check");
    const updated = await scene.clock.run(scene.checks.update(state, again));
    expect(scene.checks.diff(updated, again).kind).toBe("same");
    expect(scene.checks.diff(updated, step()).kind).toBe("same");
  });

  test("prints no secret key that the service repeats, although it is known only from the first call on", async () => {
    const { error, events } = await refused({ outcomes: [ran({ error: "bad a secret key" })] });
    expect(error.reason).toContain("bad [secret]");
    expect(JSON.stringify(events)).not.toContain("a secret key");
  });

  test("marks the outputs anew, without a call, when a param became secret", async () => {
    const { state } = await created({ outcomes: [healthy] }, { params: { a: 1 } });
    const scene = checkScene({ outcomes: [] });
    const secret = step({ params: { a: 1 } }, { secretPointers: ["/params/a"] });
    expect(scene.checks.diff(state, secret)).toMatchObject({ kind: "update", changed: ["params"] });
    const updated = await scene.checks.update(state, secret);
    expect(secretCheckOutputs(state)).toEqual([]);
    expect(secretCheckOutputs(updated)).toEqual(["/result", "/__state/fingerprint"]);
  });
});

test("the state survives the engine, and any other one is refused", async () => {
  const { state } = await created({ outcomes: [healthy] }, {}, ["/params"]);
  const outputs = checkStateToOutputs(state);
  expect(readCheckState({ ...outputs, __provider: "code" })).toEqual(state);
  const hidden = outputs["__state"] as JsonObject;
  for (const wrong of [
    {},
    { ...outputs, __state: { ...hidden, type: "ncf:ActionInvocation" } },
    { ...outputs, __state: { ...hidden, version: 2 } },
    { ...outputs, __state: { ...hidden, fingerprint: 1 } },
    { ...outputs, calls: null },
  ] as JsonObject[]) {
    expect(() => readCheckState(wrong)).toThrow(/NCF_STATE_INVALID/);
  }
});

test("the events contain each call, and a log gets a line when the reason changes", async () => {
  const other = ran({ error: "still warming up" });
  const { events } = await created({ outcomes: [failing, failing, other, healthy] }, { within: "30s" });
  const told = events.filter(({ kind }) => kind !== "acquired");
  expect(told.map(({ kind }) => kind)).toEqual(["waiting", "checking", "checking", "checking", "checked"]);
  expect(told[1]).toMatchObject({
    calls: 1,
    mostCalls: 6,
    successes: 0,
    successesNeeded: 1,
    reason: "application error: not ready",
    isRepeated: false,
  });
  expect(told[4]).toMatchObject({ isHealthy: true, calls: 4, duration: 15_000, activationId: "a1" });
  expect(events.map(eventText).filter((text) => text !== undefined)).toEqual([
    "smoke (orders/health): unhealthy after 1 of at most 6 calls: application error: not ready",
    "smoke (orders/health): unhealthy after 3 of at most 6 calls: application error: still warming up",
  ]);
});
