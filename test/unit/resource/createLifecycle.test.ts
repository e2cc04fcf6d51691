import { describe, expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { Issue } from "../../../src/model/issue.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import type { InvocationLifecycle, StepInputs } from "../../../src/resource/steps.ts";
import type { InvocationState } from "../../../src/resource/state.ts";
import { type ResourceKey, resourceKeyOfUrn } from "../../../src/model/resourceKey.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import type { InvokeCall } from "../../../src/client/cloudFunctions.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";
import {
  activation,
  callsFromAt,
  failed,
  found,
  inputs,
  notYet,
  pending,
  key,
  scene,
  step,
  stored,
  succeeded,
  type Script,
} from "./scene.ts";

const didNotRun: readonly [Outcome, string][] = [
  [
    { kind: "rejected", isTemporary: false, error: { status: 404, origin: "service", message: "no" } },
    "NCF_REJECTED",
  ],
  [{ kind: "notSent", reason: "connection refused" }, "NCF_NOT_SENT"],
  [{ kind: "unknown", reason: "reset", delivery: "sent" }, "NCF_OUTCOME_UNKNOWN"],
];

const refuse = (): never => {
  throw new Error("it was asked for the journal");
};
/** A lifecycle that must not touch the journal, with a client that cannot be had. */
const without = (error: Error): InvocationLifecycle =>
  createLifecycle({
    clock: handClock(),
    settings: { address: {}, issues: [] },
    functions: () => {
      throw error;
    },
    secrets: () => [],
    journal: refuse,
    journalOptions: refuse,
    processes: refuse,
    hashParams: refuse,
  });

/** The state after a create, as it comes back from the engine, and the scene to go on in. */
async function created(script: Script, news: StepInputs = step()) {
  const played = scene(script);
  const kept = await played.lifecycle.create(news);
  return { ...played, kept, olds: stored(kept.state) };
}

describe("a run that ended, according to the journal, and whose record is gone", () => {
  /** The state was lost after a run, and its record since. */
  async function lost(outcome: Outcome) {
    const files = new MemoryFiles();
    await created({ outcomes: [outcome], files });
    const { kept, ...rest } = await created({
      outcomes: [succeeded("a2")],
      answers: [...Array.from({ length: 30 }, () => notYet), found("a1")],
      files,
    });
    return { kept, ...rest };
  }

  test("is kept as succeeded with an error, read again by each up, and whole once the record is back", async () => {
    const { kept, lifecycle, calls, olds, asked } = await lost(succeeded("a1"));
    expect(kept.state).toMatchObject({ outcome: "succeeded", activationId: "a1", generation: 1 });
    expect(kept.state.result).toBeUndefined();
    expect(kept.error).toMatchObject({
      code: "NCF_RESULT_UNREADABLE",
      reason: expect.stringMatching(/^db\/migrate ran and succeeded .*: the API has no record of it$/),
      hint: expect.stringContaining("--rerun NAME"),
    });
    expect(lifecycle.diff(olds, step()).kind).toBe("follow");
    const again = await lifecycle.update(olds, step());
    expect(again.error?.code).toBe("NCF_RESULT_UNREADABLE");
    expect(stored(again.state)).toEqual(olds);
    while (asked.length < 30) await lifecycle.update(olds, step());
    const back = await lifecycle.update(olds, step());
    expect(back.error).toBeUndefined();
    expect(back.state).toMatchObject({ outcome: "succeeded", activationId: "a1", result: { ok: true } });
    expect(calls).toHaveLength(0);
  });

  test("is called again only on request", async () => {
    const { lifecycle, calls, olds } = await lost(succeeded("a1"));
    const { state } = await lifecycle.update(olds, step({}, { rerun: "token" }));
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a2", generation: 2 });
    expect(calls).toHaveLength(1);
  });

  test("is kept as failed, and called again by the next up as every run that failed", async () => {
    const { kept, lifecycle, calls, olds } = await lost(failed("a1"));
    expect(kept.state).toMatchObject({ outcome: "failed", activationId: "a1" });
    expect(kept.error).toMatchObject({
      code: "NCF_ACTION_FAILED",
      reason: expect.stringMatching(/its error cannot be read: the API has no record of it$/),
    });
    expect(calls).toHaveLength(0);
    expect((await lifecycle.update(olds, step())).state).toMatchObject({ activationId: "a2", generation: 2 });
  });
});

describe("create", () => {
  test("calls the action once and keeps its result, without its logs", async () => {
    const { kept, calls, asked } = await created({ outcomes: [succeeded("a1")] });
    expect(kept).toEqual({
      secretOutputs: [],
      state: {
        version: 1,
        address:
          "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/db/actions/migrate?platform=classic",
        fingerprint: expect.stringMatching(/^[\w-]{43}$/),
        generation: 1,
        attempts: 1,
        invokedAt: callsFromAt + 1,
        key,
        outcome: "succeeded",
        activationId: "a1",
        result: { ok: true },
        status: "success",
        success: true,
        start: 100,
        end: 150,
        duration: 50,
        name: "migrate",
        namespace: "ns",
        subject: "ns",
      },
    });
    expect([calls.length, asked.length]).toEqual([1, 0]);
  });

  test("keeps a run that failed, with its error", async () => {
    const { kept } = await created({ outcomes: [failed("a1")] });
    expect(kept.state).toMatchObject({ outcome: "failed", activationId: "a1", result: { error: "boom" } });
    expect(kept.error?.code).toBe("NCF_ACTION_FAILED");
  });

  test("follows a pending run to its end", async () => {
    const { kept, calls } = await created({ outcomes: [pending("a1")], answers: [notYet, found("a1")] });
    expect(kept.error).toBeUndefined();
    expect(kept.state).toMatchObject({ outcome: "succeeded", activationId: "a1", result: { ok: true } });
    expect(calls).toHaveLength(1);
  });

  test("keeps the id of a run that is still pending when waitFor is over", async () => {
    const { kept } = await created({
      outcomes: [pending("a1")],
      answers: [{ kind: "unreadable", reason: "connection reset" }],
    });
    expect(kept.state).toMatchObject({ outcome: "pending", activationId: "a1", generation: 1 });
    expect(kept.error).toMatchObject({
      code: "NCF_PENDING",
      reason: expect.stringContaining("connection reset"),
    });
  });

  test.each(didNotRun)("keeps no state for an outcome %j", async (outcome, code) => {
    await expect(created({ outcomes: [outcome] })).rejects.toMatchObject({ code });
  });

  test("keeps a result that breaks its schema, with the error", async () => {
    const { kept } = await created(
      { outcomes: [succeeded("a1")] },
      step({ resultSchema: { required: ["n"] } }),
    );
    expect(kept.state).toMatchObject({ outcome: "succeeded", activationId: "a1", result: { ok: true } });
    expect(kept.error?.code).toBe("NCF_RESULT_INVALID");
  });

  test("sends nothing with inputs that are wrong, or not known", async () => {
    const { lifecycle, calls } = scene();
    await expect(lifecycle.create(step({ timeout: -1 }))).rejects.toMatchObject({
      code: "NCF_INPUT_INVALID",
      reason: expect.stringContaining("/timeout"),
    });
    await expect(lifecycle.create(step({ params: { a: unknownValue } }))).rejects.toMatchObject({
      code: "NCF_INPUT_INVALID",
    });
    expect(calls).toEqual([]);
  });

  test("takes from the stack what the inputs do not say", async () => {
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1")], defaults: { region: "SGN" } });
    await lifecycle.create(step());
    expect(calls[0]?.address.origin).toBe("https://sg-cloudfunctions.apigw.ntruss.com");
  });
});

describe("import", () => {
  const importId = "db/migrate/a9";

  test("adopts a run that is over and calls nothing", async () => {
    const { kept, calls, asked, lifecycle, olds } = await created(
      { answers: [found("a9")] },
      step({}, { importId }),
    );
    expect(kept.error).toBeUndefined();
    expect(kept.state).toMatchObject({
      activationId: "a9",
      outcome: "succeeded",
      generation: 1,
      attempts: 0,
      invokedAt: 100,
    });
    expect(asked.map(({ activationId }) => activationId)).toEqual(["a9"]);
    expect(lifecycle.diff(olds, step()).kind).toBe("same");
    expect(lifecycle.diff(olds, step({}, { importId })).kind).toBe("same");
    expect(calls).toEqual([]);
  });

  test.each<[string, string, Script, string]>([
    ["another action's run", "db/seed/a9", {}, "the inputs name the action db/migrate"],
    ["another package's run", "-/migrate/a9", {}, "the inputs name the action db/migrate"],
    ["an id of another shape", "a9", {}, "must be package/action/activationId"],
    ["a run that failed", importId, { answers: [found("a9", { error: "boom" })] }, "that run failed"],
    ["a run that is not there", importId, { answers: [notYet] }, "the activation does not exist"],
    [
      "what the API refuses to show",
      importId,
      { answers: [{ kind: "refused", error: { status: 403, origin: "service", message: "not allowed" } }] },
      "not allowed",
    ],
    [
      "what cannot be read",
      importId,
      { answers: [{ kind: "unreadable", reason: "connection reset" }] },
      "connection reset",
    ],
  ])("refuses %s", async (_what, id, script, why) => {
    const { lifecycle, calls } = scene(script);
    await expect(lifecycle.create(step({}, { importId: id }))).rejects.toMatchObject({
      code: "NCF_IMPORT_FAILED",
      reason: expect.stringContaining(why),
    });
    expect(calls).toEqual([]);
  });
});

test("an imported result that breaks its schema is kept with the error", async () => {
  const { lifecycle, calls } = scene({ answers: [found("a9", { ok: true })] });
  const news = step({ resultSchema: { required: ["tables"] } }, { importId: "db/migrate/a9" });
  const kept = await lifecycle.create(news);
  expect(kept.error?.code).toBe("NCF_RESULT_INVALID");
  expect(kept.state.activationId).toBe("a9");
  expect(calls).toEqual([]);
});

describe("diff", () => {
  const changes: readonly [string, JsonObject, readonly string[]][] = [
    ["nothing", {}, []],
    ["params", { params: { version: 2 } }, ["params"]],
    ["a param that is not known yet", { params: { version: unknownValue } }, ["params"]],
    ["the action", { actionName: "seed" }, ["actionName"]],
    ["the package", { packageName: "-" }, ["packageName"]],
    ["the address", { region: "SGN" }, ["region"]],
    ["triggers", { triggers: [1] }, ["triggers"]],
    ["several inputs", { actionName: "seed", params: {} }, ["actionName", "params"]],
    ["what is the default anyway", { triggers: [] }, []],
    ["the params schema", { paramsSchema: { type: "object" } }, []],
    ["the result schema", { resultSchema: { required: ["n"] } }, []],
    ["timeout", { timeout: 5 }, []],
    ["waitFor", { waitFor: "2h" }, []],
    ["retry", { retry: { attempts: 1 } }, []],
    ["onUnknown", { onUnknown: "adopt" }, []],
    ["idempotencyParam", { idempotencyParam: "key" }, []],
    ["waitFor that is not known yet", { waitFor: unknownValue }, []],
    ["a schema that is not known yet", { paramsSchema: { const: unknownValue } }, []],
  ];

  test.each(changes)("after a change of %s names what makes a call", async (_what, change, changed) => {
    const { lifecycle, olds, calls } = await created({ outcomes: [succeeded("a1")] });
    const kind = changed.length === 0 ? "same" : "call";
    expect(lifecycle.diff(olds, step(change), inputs)).toMatchObject({ kind, changed });
    // A dynamic provider is not told the old inputs.
    expect(lifecycle.diff(olds, step(change))).toMatchObject({ kind, changed: [] });
    expect(calls).toHaveLength(1);
  });

  test("names the address where only the stack's config moved it", async () => {
    const { olds } = await created({ outcomes: [succeeded("a1")] });
    const { lifecycle } = scene({ defaults: { region: "SGN" } });
    expect(lifecycle.diff(olds, step(), inputs)).toMatchObject({ kind: "call", changed: ["address"] });
  });

  test("does not see a change of the resource's name", async () => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1")] });
    expect(lifecycle.diff(olds, step({}, { key: { ...key, name: "two" } })).kind).toBe("same");
  });

  test.each<[string, readonly string[], readonly string[], readonly string[]]>([
    ["params that became secret", [], ["/params/version"], ["params"]],
    ["params that are secret no more", ["/params"], [], ["params"]],
    ["triggers that became secret", [], ["/triggers"], ["triggers"]],
  ])("rewrites the state for %s, without a call", async (_what, before, after, changed) => {
    const { lifecycle, olds, calls } = await created(
      { outcomes: [succeeded("a1")] },
      step({}, { secretPointers: before }),
    );
    const news = step({}, { secretPointers: after });
    expect(lifecycle.diff(olds, news)).toMatchObject({ kind: "update", changed });
    const { state, secretOutputs } = await lifecycle.update(olds, news);
    expect(secretOutputs.includes("/result")).toBe(after.includes("/params/version"));
    expect(lifecycle.diff(stored(state), news).kind).toBe("same");
    expect(calls).toHaveLength(1);
  });

  test("an unknown input is not replaced by its default", async () => {
    const { packageName: _package, ...rest } = inputs;
    const open = { ...step(), inputs: rest };
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1")] }, open);
    expect(lifecycle.diff(olds, open).kind).toBe("same");
    expect(lifecycle.diff(olds, step({ packageName: unknownValue })).kind).toBe("call");
  });

  test("credentials do not come into it", async () => {
    const { olds } = await created({ outcomes: [succeeded("a1")] });
    const lifecycle = without(new Error("it was asked for the client"));
    expect(lifecycle.diff(olds, step()).kind).toBe("same");
  });

  test.each([
    [pending("a1"), "follow"],
    [failed("a1"), "call"],
  ])("after $0.kind says $1, and names nothing", async (outcome, kind) => {
    const { lifecycle, olds } = await created({ outcomes: [outcome] });
    expect(lifecycle.diff(olds, step(), inputs)).toMatchObject({ kind, changed: [] });
  });
});

describe("update", () => {
  test("with other params calls the action again, as the next generation", async () => {
    const { lifecycle, calls, olds } = await created({
      outcomes: [succeeded("a1"), succeeded("a2", { n: 2 })],
    });
    const { state, error } = await lifecycle.update(olds, step({ params: { version: 2 } }));
    expect(error).toBeUndefined();
    expect(state).toMatchObject({
      activationId: "a2",
      generation: 2,
      result: { n: 2 },
      invokedAt: callsFromAt + 2,
    });
    expect(new TextDecoder().decode(calls[1]?.body)).toBe('{"version":2}');
  });

  test("continues to wait for a pending run and never posts again", async () => {
    const { lifecycle, calls, asked, olds } = await created({
      outcomes: [pending("a1")],
      answers: [...Array.from({ length: 5 }, () => notYet), found("a1")],
    });
    const { state, error } = await lifecycle.update(olds, step());
    expect(error).toBeUndefined();
    expect(state).toMatchObject({
      outcome: "succeeded",
      activationId: "a1",
      generation: 1,
      invokedAt: callsFromAt + 1,
    });
    expect(state.fingerprint).toBe(olds.fingerprint);
    expect(calls).toHaveLength(1);
    expect(new Set(asked.map(({ activationId }) => activationId))).toEqual(new Set(["a1"]));
  });

  test("keeps on keeping a run that stays pending", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [pending("a1")] });
    const again = await lifecycle.update(olds, step());
    expect(again.error?.code).toBe("NCF_PENDING");
    expect(again.state).toMatchObject({ outcome: "pending", activationId: "a1", generation: 1 });
    expect(stored(again.state)).toEqual(olds);
    expect(calls).toHaveLength(1);
  });

  test("reports an old pending run without a record immediately, and keeps its id", async () => {
    const { lifecycle, asked, olds } = await created({ outcomes: [pending("a1")] });
    const longAgo = { ...olds, invokedAt: callsFromAt - 3_600_000 };
    const before = asked.length;
    const again = await lifecycle.update(longAgo, step());
    expect(again.error).toMatchObject({
      code: "NCF_RESULT_UNREADABLE",
      exitCode: 5,
      reason:
        "db/migrate was accepted (activation a1), but its end cannot be read: the API has no record of it",
    });
    expect(again.state).toMatchObject({ outcome: "pending", activationId: "a1", generation: 1 });
    expect(asked).toHaveLength(before + 1);
  });

  test("leaves a pending run behind when another call is requested", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [pending("a1"), succeeded("a2")] });
    const { state } = await lifecycle.update(olds, step({ triggers: ["now"] }));
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a2", generation: 2 });
    expect(calls).toHaveLength(2);
  });

  test("calls a failed action again", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [failed("a1"), succeeded("a2")] });
    const { state, error } = await lifecycle.update(olds, step());
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a2", generation: 2 });
    expect(calls).toHaveLength(2);
  });

  test("reports a result that violates its schema again, and calls nothing", async () => {
    const news = step({ resultSchema: { required: ["n"] } });
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1")] }, news);
    const again = await lifecycle.update(olds, news);
    expect(again.error?.code).toBe("NCF_RESULT_INVALID");
    expect(stored(again.state)).toEqual(olds);
    const corrected = await lifecycle.update(olds, step({ resultSchema: { required: ["ok"] } }));
    expect(corrected.error).toBeUndefined();
    expect(calls).toHaveLength(1);
  });

  test.each(didNotRun)("leaves the old state alone after an outcome %j", async (outcome, code) => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1"), outcome] });
    const before = structuredClone(olds);
    await expect(lifecycle.update(olds, step({ triggers: [1] }))).rejects.toMatchObject({ code });
    expect(olds).toEqual(before);
  });
});

test("a run that is followed is reported once for each time it is waited for, any other is not", async () => {
  const { lifecycle, olds, events } = await created({ outcomes: [pending("a1"), succeeded("a2")] });
  const followed = (): unknown => events.filter(({ kind }) => kind === "following");
  const one = expect.objectContaining({
    key,
    action: { packageName: "db", actionName: "migrate" },
    activationId: "a1",
  });
  expect(followed()).toEqual([one]);
  await lifecycle.update(olds, step());
  expect(followed()).toEqual([one, one]);
  await lifecycle.update(olds, step({ params: { version: 2 } }));
  expect(followed()).toHaveLength(2);
});

describe("a re-run", () => {
  const rerun = step({}, { rerun: "r1" });

  test("makes one new generation for each new token, and none when no token is given", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1"), succeeded("a2")] });
    expect(lifecycle.diff(olds, rerun).kind).toBe("call");
    const { state } = await lifecycle.update(olds, rerun);
    expect(state).toMatchObject({ activationId: "a2", generation: 2, fingerprint: olds.fingerprint });
    for (const news of [step(), rerun]) {
      expect(lifecycle.diff(stored(state), news).kind).toBe("same");
      expect((await lifecycle.update(stored(state), news)).state).toEqual(state);
    }
    expect(lifecycle.diff(stored(state), step({}, { rerun: "r2" })).kind).toBe("call");
    expect(calls).toHaveLength(2);
  });

  test("that has not ended is followed and never called again, with its token or without", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1"), pending("a2")] });
    const { state } = await lifecycle.update(olds, rerun);
    expect(state).toMatchObject({ outcome: "pending", activationId: "a2" });
    await lifecycle.update(stored(state), step());
    await lifecycle.update(stored(state), rerun);
    expect(calls).toHaveLength(2);
  });

  test("counts the first call as its own when there was none before", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1")] }, rerun);
    expect(lifecycle.diff(olds, rerun).kind).toBe("same");
    expect(calls).toHaveLength(1);
  });

  test("outlives a change of inputs: its token is not heeded a second time", async () => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1"), succeeded("a2")] }, rerun);
    const news = step({ params: { version: 2 } });
    const { state } = await lifecycle.update(olds, news);
    expect(lifecycle.diff(stored(state), { ...news, rerun: "r1" }).kind).toBe("same");
  });
});

describe("read", () => {
  test("reads the activation again where it was called", async () => {
    const news = step({ region: "JPN" });
    const { lifecycle, asked, olds } = await created(
      { outcomes: [succeeded("a1")], answers: [found("a1", { later: true })] },
      news,
    );
    const { state } = await lifecycle.read(olds, key);
    expect(state).toMatchObject({ result: { later: true }, generation: 1, fingerprint: olds.fingerprint });
    expect(asked).toEqual([
      {
        address: expect.objectContaining({ origin: "https://jp-cloudfunctions.apigw.ntruss.com" }),
        action: { packageName: "db", actionName: "migrate" },
        activationId: "a1",
      },
    ]);
  });

  test("finds the end of a pending run", async () => {
    const { lifecycle, olds } = await created({ outcomes: [pending("a1")] });
    const { lifecycle: later, calls } = scene({ answers: [found("a1")] });
    expect((await later.read(olds, key)).state).toMatchObject({ outcome: "succeeded", result: { ok: true } });
    expect(calls).toEqual([]);
    expect(lifecycle.diff(olds, step()).kind).toBe("follow");
  });

  test.each<[string, Script]>([
    ["has expired", { answers: [notYet] }],
    ["cannot be read", { answers: [{ kind: "unreadable", reason: "reset" }] }],
    [
      "is not shown",
      { answers: [{ kind: "refused", error: { status: 403, origin: "service", message: "no" } }] },
    ],
  ])("keeps the last outputs of a run whose record %s", async (_what, script) => {
    const { kept, olds } = await created({ outcomes: [succeeded("a1")] });
    expect((await scene(script).lifecycle.read(olds, key)).state).toEqual(kept.state);
  });

  test("keeps the last outputs when the place of the run is unknown", async () => {
    const { kept, olds } = await created({ outcomes: [succeeded("a1")] });
    const { lifecycle, asked } = scene();
    const moved = { ...olds, address: "https://example.com/api/v9" };
    expect((await lifecycle.read(moved, key)).state).toEqual({ ...kept.state, address: moved.address });
    expect(asked).toEqual([]);
  });
});

describe("a run that is read by its id", () => {
  const importId = "tools/shout/a7";
  const found7 = { answers: [found("a7")] };
  const given = (own: JsonObject): StepInputs => ({ inputs: own, secretPointers: [], key });

  test("returns the inputs that the API returns, with a marker", async () => {
    const { lifecycle, asked } = scene(found7);
    expect(await lifecycle.readById(importId, given({ region: "SGN" }))).toEqual({
      id: "a7",
      inputs: { region: "SGN", packageName: "tools", actionName: "shout", __imported: true },
      // Its params are not known, and may be secret.
      secretOutputs: ["/result", "/name", "/namespace", "/subject"],
      state: expect.objectContaining({
        activationId: "a7",
        generation: 1,
        attempts: 0,
        result: { ok: true },
      }),
    });
    expect(asked[0]).toMatchObject({
      address: { origin: "https://sg-cloudfunctions.apigw.ntruss.com" },
      action: { packageName: "tools", actionName: "shout" },
    });
  });

  test("is refused when it failed", async () => {
    const { lifecycle } = scene({ answers: [found("a7", { error: "boom" })] });
    await expect(lifecycle.readById(importId, given({}))).rejects.toMatchObject({
      code: "NCF_IMPORT_FAILED",
    });
  });

  test("takes the params of the first program at their word, and is called for a later change", async () => {
    const { lifecycle, calls } = scene({ ...found7, outcomes: [succeeded("a8")] });
    const imported = await lifecycle.readById(importId, given({}));
    const olds = stored(imported.state);
    const first = { packageName: "tools", actionName: "shout", params: { text: "hi" } };
    expect(lifecycle.diff(olds, given(first), imported.inputs)).toMatchObject({ kind: "same", changed: [] });
    expect(lifecycle.diff(olds, given(first), first)).toMatchObject({ kind: "same", changed: [] });
    const later = { ...first, params: { text: "ho" } };
    expect(lifecycle.diff(olds, given(later), first)).toMatchObject({ kind: "call", changed: ["params"] });
    const { state, secretOutputs } = await lifecycle.update(olds, given(later), first);
    expect(state).toMatchObject({ activationId: "a8", generation: 2 });
    expect(secretOutputs).toEqual([]);
    expect(lifecycle.diff(stored(state), given(later)).kind).toBe("same");
    expect(calls).toHaveLength(1);
  });

  test.each<[JsonObject, readonly string[]]>([
    [{ packageName: "tools", actionName: "whisper" }, ["actionName"]],
    [{ packageName: "tools", actionName: "shout", region: "JPN", params: { a: 1 } }, ["region"]],
  ])("does not match a program that names another run: %j", async (program, changed) => {
    const { lifecycle } = scene(found7);
    const { state, inputs: read } = await lifecycle.readById(importId, given({}));
    expect(lifecycle.diff(stored(state), given(program), read)).toMatchObject({ kind: "call", changed });
  });

  test("is called once the stack's config moves it elsewhere", async () => {
    const { state } = await scene(found7).lifecycle.readById(importId, given({}));
    const program = { packageName: "tools", actionName: "shout" };
    const moved = scene({ defaults: { region: "SGN" } });
    expect(moved.lifecycle.diff(stored(state), given(program), program)).toMatchObject({
      kind: "call",
      changed: ["address"],
    });
  });

  test("passes a check with its marker, since the engine checks what was read", () => {
    expect(scene().lifecycle.check(step({ __imported: true }))).toEqual([]);
  });
});

describe("check", () => {
  test("reports invalid inputs and missing credentials", () => {
    const lifecycle = without(new NcfError("NCF_CREDENTIALS_MISSING", { reason: "none" }));
    expect(lifecycle.check(step({ timeout: -1 })).map(({ code, pointer }) => [code, pointer])).toEqual([
      ["NCF_INPUT_INVALID", "/timeout"],
      ["NCF_CREDENTIALS_MISSING", ""],
    ]);
  });

  test("reports invalid stack config", () => {
    const failure: Issue = { code: "NCF_INPUT_INVALID", pointer: "", reason: "no", hint: "do" };
    const { lifecycle } = scene({ settingIssues: [failure] });
    expect(lifecycle.check(step())).toEqual([failure]);
  });
});

describe("a call of an action that is to get its key", () => {
  const withName = (more: JsonObject = {}): StepInputs => step({ idempotencyParam: "requestId", ...more });
  const sent = (calls: readonly InvokeCall[]): unknown =>
    calls.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as unknown);

  test("carries it among the params, another one for each generation", async () => {
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1"), succeeded("a2")] });
    const { state } = await lifecycle.create(withName());
    await lifecycle.update(stored(state), withName({ params: { version: 2 } }));
    expect(sent(calls)).toEqual([
      { version: 1, requestId: "ncf:shop/prod/one/1" },
      { version: 2, requestId: "ncf:shop/prod/one/2" },
    ]);
  });

  test("is the same call for the journal, whatever the param is named", async () => {
    const files = new MemoryFiles();
    const first = scene({ files, outcomes: [succeeded("a1")] });
    await first.lifecycle.create(withName());
    const later = scene({ files, answers: [found("a1")] });
    const { state } = await later.lifecycle.create(withName({ idempotencyParam: "token" }));
    expect([state.activationId, state.generation]).toEqual(["a1", 1]);
  });

  test("has its params checked as they are sent", () => {
    const { lifecycle } = scene();
    const closed = { properties: { version: {} }, additionalProperties: false };
    const check = (paramsSchema: JsonObject): unknown =>
      lifecycle.check(withName({ paramsSchema })).map(({ pointer, reason }) => `${pointer}: ${reason}`);
    expect(check({ properties: { requestId: { type: "string" } }, required: ["requestId"] })).toEqual([]);
    expect(check(closed)).toEqual([expect.stringContaining("requestId")]);
  });
});

describe("a call that was made before", () => {
  const unknown: Outcome = { kind: "unknown", reason: "reset", delivery: "sent" };

  test("and whose end is unknown is searched for by every later up, and not repeated", async () => {
    const { lifecycle, calls, kinds } = scene({ outcomes: [unknown] });
    for (let up = 1; up <= 3; up += 1) {
      await expect(lifecycle.create(step())).rejects.toMatchObject({
        code: "NCF_OUTCOME_UNKNOWN",
        hint: expect.stringContaining(
          "ncf resolve one --project shop --stack prod --journal /state/journal.jsonl --did-not-run",
        ),
      });
      expect(kinds().filter((kind) => kind === "searching")).toHaveLength(up);
    }
    await expect(lifecycle.create(step({ params: { version: 2 } }))).rejects.toMatchObject({
      code: "NCF_OUTCOME_UNKNOWN",
    });
    expect(calls).toHaveLength(1);
  });

  test("is identified by the key in its result, and the search is not reported as following", async () => {
    const shown = "ncf:shop/prod/one/1";
    const { lifecycle, calls, kinds } = scene({
      outcomes: [unknown],
      listed: ["a1"],
      answers: [{ kind: "found", activation: { ...activation("a1", { shown }), start: handClock().now() } }],
    });
    const { state, error } = await lifecycle.create(step());
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a1", generation: 1, key });
    expect(calls).toHaveLength(1);
    expect(kinds()).toEqual(["waiting", "acquired", "calling", "recorded", "searching", "recorded", "ended"]);
  });

  test.each([
    ["fail", "NCF_OUTCOME_UNKNOWN", 1],
    ["adopt", "a1", 1],
    ["reinvoke", "a2", 2],
  ])("and may be a run that is seen ends by onUnknown: %s as %s", async (onUnknown, end, posts) => {
    const { lifecycle, calls } = scene({
      outcomes: [unknown, succeeded("a2")],
      listed: ["a1"],
      answers: [{ kind: "found", activation: { ...activation("a1"), start: handClock().now() } }],
    });
    const creating = lifecycle.create(step({ onUnknown, waitFor: "10m" }));
    const reached = creating.then(
      ({ state }) => state.activationId,
      (error: NcfError) => error.code,
    );
    expect(await reached).toBe(end);
    expect(calls).toHaveLength(posts);
  });

  test("and whose state was lost is taken over, with other triggers it is another call", async () => {
    const { files, kept } = await created({ outcomes: [succeeded("a1")] });
    const later = scene({ files, answers: [found("a1")], outcomes: [succeeded("a2")] });
    expect((await later.lifecycle.create(step())).state).toMatchObject({ activationId: "a1", generation: 1 });
    expect(later.calls).toEqual([]);
    const { state } = await later.lifecycle.create(step({ triggers: ["again"] }));
    expect(state).toMatchObject({ activationId: "a2", generation: kept.state.generation + 1 });
    expect(later.calls).toHaveLength(1);
  });
});

describe("delete", () => {
  test("lets the next resource of the name be called, whatever the outcome of its generations", async () => {
    const unknown: Outcome = { kind: "unknown", reason: "reset", delivery: "sent" };
    const { lifecycle, calls, olds } = await created({
      outcomes: [failed("a1"), succeeded("a2"), unknown, succeeded("a4"), succeeded("a5"), succeeded("a6")],
    });
    const { state } = await lifecycle.update(olds, step());
    const news = step({ triggers: [1] });
    await expect(lifecycle.update(stored(state), news)).rejects.toMatchObject({
      code: "NCF_OUTCOME_UNKNOWN",
    });
    await lifecycle.delete(stored(state));
    let next = (await lifecycle.create(step())).state;
    expect(next).toMatchObject({ activationId: "a4", generation: 1 });
    for (const trigger of [1, 2]) {
      next = (await lifecycle.update(stored(next), step({ triggers: [trigger] }))).state;
    }
    expect(next).toMatchObject({ activationId: "a6", generation: 3 });
    expect(calls).toHaveLength(6);
  });

  test("of a resource that was replaced keeps the call of its replacement in the journal", async () => {
    const { files, olds } = await created({ outcomes: [succeeded("a1")] });
    const replacing = scene({ files, outcomes: [succeeded("a2")], answers: [found("a2")] });
    const replacement = step({ params: { version: 2 } });
    const { state } = await replacing.lifecycle.create(replacement);
    await replacing.lifecycle.delete(olds);
    expect([state.activationId, state.generation]).toEqual(["a2", 2]);
    // Its state is lost.
    const later = scene({ files, answers: [found("a2")] });
    expect((await later.lifecycle.create(replacement)).state).toMatchObject({ activationId: "a2" });
    expect(later.calls).toEqual([]);
  });

  test("succeeds without a writable journal, and reports the consequence for the next resource of its name", async () => {
    const { lifecycle, files, calls, events, olds } = await created({
      outcomes: [succeeded("a1")],
      answers: [found("a1")],
    });
    files.faults.push({ on: "append", kind: "refuse", code: "ENOSPC" });
    await lifecycle.delete(olds);
    expect(events.at(-1)).toMatchObject({
      kind: "released",
      problem: expect.stringContaining("ENOSPC"),
      key,
    });
    expect(calls).toHaveLength(1);
  });
});

describe("the journal", () => {
  test("that cannot be written lets nothing be sent", async () => {
    const { lifecycle, files, calls } = scene();
    files.faults.push({ on: "sync", kind: "refuse", code: "EROFS" });
    await expect(lifecycle.create(step())).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    expect(calls).toEqual([]);
  });

  test("is not touched by check, diff, read and import", async () => {
    const { olds } = await created({ outcomes: [succeeded("a1")] });
    const { lifecycle, files } = scene({ answers: [found("a9")] });
    lifecycle.check(step());
    lifecycle.diff(olds, step({}, { key: { ...key, name: "two" } }));
    await lifecycle.read(olds, key);
    await lifecycle.create(step({}, { importId: "db/migrate/a9" }));
    expect(files.nodes.size).toBe(0);
  });

  test("has a call that is missing in a lost state, which is reused and reported", async () => {
    const first = scene({ outcomes: [succeeded("a1", { n: 1 })] });
    await first.lifecycle.create(step());
    expect(first.kinds()).toEqual(["waiting", "acquired", "calling", "recorded", "ended"]);
    const again = scene({ files: first.files, answers: [found("a1", { n: 1 })] });
    const { state } = await again.lifecycle.create(step());
    expect(state).toMatchObject({ activationId: "a1", result: { n: 1 } });
    expect(again.calls).toEqual([]);
    expect(again.events).toEqual([
      expect.objectContaining({ kind: "reused", generation: 1, activationId: "a1", key }),
      expect.objectContaining({ kind: "ended", outcome: "succeeded", attempts: 1, activationId: "a1" }),
    ]);
  });

  test("lets another resource have the name that a renamed one bore", async () => {
    const { lifecycle, olds, calls } = await created({
      outcomes: [succeeded("a1"), succeeded("a2"), succeeded("a3")],
    });
    const renamed = step({}, { key: { ...key, name: "two" } });
    await lifecycle.update(olds, { ...step({ params: { version: 2 } }), key: renamed.key });
    const { state } = await lifecycle.create(step());
    expect(state).toMatchObject({ activationId: "a3", generation: 1, key });
    expect(calls).toHaveLength(3);
  });

  test.each([
    ["an up", (lifecycle: InvocationLifecycle, olds: InvocationState) => lifecycle.update(olds, step())],
    ["a refresh", (lifecycle: InvocationLifecycle, olds: InvocationState) => lifecycle.read(olds, key)],
  ])("has the end of a pending run once %s has seen it", async (_who, look) => {
    const { olds, files } = await created({ outcomes: [pending("a1")] });
    expect(files.textOf("/state/journal.jsonl")).toContain('"pending"');
    await look(scene({ files, answers: [found("a1")] }).lifecycle, olds);
    const again = scene({ files });
    const known = await again.openJournal();
    expect(await known.find("ncf:shop/prod/one/1")).toMatchObject({
      end: { kind: "succeeded", activationId: "a1" },
    });
  });

  test("that has dropped old generations reuses none of their keys while a later end is unknown", async () => {
    const { files, openJournal } = scene();
    const { entry } = await (
      await openJournal()
    ).intend({ key: "ncf:shop/prod/one/4", action: "a", paramsHash: "k.h", sendsUntilAt: 0 });
    await (await openJournal()).end(entry, { kind: "unknown" });
    const later = scene({ files });
    await expect(later.lifecycle.create(step())).rejects.toMatchObject({ code: "NCF_OUTCOME_UNKNOWN" });
    expect(later.calls).toEqual([]);
  });

  test("distinguishes two resources with one name under different parents, and calls both", async () => {
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1"), succeeded("a2")] });
    for (const type of ["my:index:Site", "my:index:Zone"]) {
      const urn = `urn:pulumi:prod::shop::${type}$pulumi-nodejs:dynamic/ncf:ActionInvocation::one`;
      const one = resourceKeyOfUrn(urn) as ResourceKey;
      expect(one).toEqual({ ...key, parent: type });
      await lifecycle.create(step({}, { key: one }));
    }
    expect(calls).toHaveLength(2);
  });
});

describe("stop", () => {
  test("ends a call that waits as not sent, and the next up makes it", async () => {
    const stop = new AbortController();
    const { lifecycle, calls, files } = scene({ stop: stop.signal });
    stop.abort(new Error("interrupted"));
    await expect(lifecycle.create(step())).rejects.toMatchObject({
      code: "NCF_NOT_SENT",
      reason: "cannot call db/migrate: interrupted",
      hint: "run up again to call it",
    });
    expect(calls).toEqual([]);
    const later = scene({ files, outcomes: [succeeded("a1")] });
    expect((await later.lifecycle.create(step())).state.activationId).toBe("a1");
  });
});

describe("secrets", () => {
  const canary = "correct horse battery";
  const secret = (): StepInputs =>
    step({ params: { password: canary, pin: 48151623 } }, { secretPointers: ["/params"] });

  test("of params make the result and the fingerprint secret, now and at each later read", async () => {
    const { kept, lifecycle, olds } = await created(
      { outcomes: [succeeded("a1")], answers: [found("a1")] },
      secret(),
    );
    expect(kept.secretOutputs).toEqual(["/result", "/namespace", "/subject", "/__state/fingerprint"]);
    expect((await lifecycle.read(olds, key)).secretOutputs).toEqual(kept.secretOutputs);
  });

  test("of triggers make the fingerprint secret", async () => {
    const news = step({ triggers: ["t"] }, { secretPointers: ["/triggers/0"] });
    const { kept } = await created({ outcomes: [succeeded("a1")] }, news);
    expect(kept.secretOutputs).toEqual(["/__state/fingerprint"]);
  });

  test("of params make secret what the service writes in place of a status and the name of the action", async () => {
    const run = activation("a1");
    const foreign = { ...run, name: canary, response: { ...run.response, status: canary } };
    const { kept } = await created({ outcomes: [{ kind: "succeeded", activation: foreign }] }, secret());
    expect(kept.secretOutputs).toEqual(
      expect.arrayContaining(["/status", "/name", "/namespace", "/subject"]),
    );
  });

  test("in another input are refused, and nothing is called", async () => {
    const news = step({ actionName: canary }, { secretPointers: ["/actionName"] });
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1")] });
    expect(lifecycle.check(news)).toEqual([
      expect.objectContaining({
        code: "NCF_INPUT_INVALID",
        pointer: "/actionName",
        reason: expect.stringContaining("must not be secret"),
      }),
    ]);
    await expect(lifecycle.create(news)).rejects.toMatchObject({ code: "NCF_INPUT_INVALID" });
    expect(calls).toEqual([]);
  });

  test("are in no error that is returned, and a long error is cut only after that", async () => {
    const { kept } = await created(
      { outcomes: [failed("a1", `${"x".repeat(7900)} ${canary} 48151623`)] },
      secret(),
    );
    expect(kept.error?.reason).toContain("[secret]");
    expect(JSON.stringify([kept.error?.message, kept.error?.stack])).not.toMatch(/correct|48151623/);
  });

  test("and the secret key are in no error that is thrown", async () => {
    const outcome: Outcome = {
      kind: "rejected",
      isTemporary: false,
      error: { status: 400, origin: "service", message: `bad ${canary} and a secret key` },
    };
    const error: unknown = await created({ outcomes: [outcome] }, secret()).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toMatchObject({
      code: "NCF_REJECTED",
      reason: expect.stringContaining("bad [secret] and [secret]"),
    });
  });

  test("are in no issue", () => {
    const news = step({ region: canary }, { secretPointers: ["/region"] });
    const issues = scene().lifecycle.check(news);
    expect(issues).toHaveLength(1);
    expect(JSON.stringify(issues)).not.toContain(canary);
  });
});

test("a custom time-out bounds how long a run is followed", async () => {
  const { lifecycle, events } = scene({ outcomes: [pending("a1")] });
  const startedAt = handClock().now();
  await lifecycle.create(step({ waitFor: "2h" }, { timeoutMs: 5000 }));
  expect(events).toContainEqual(expect.objectContaining({ kind: "following", untilAt: startedAt + 5000 }));
});
