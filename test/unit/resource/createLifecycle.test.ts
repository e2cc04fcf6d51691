import { describe, expect, test } from "vitest";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { Issue } from "../../../src/model/issue.ts";
import { createLifecycle } from "../../../src/resource/createLifecycle.ts";
import type { Lifecycle } from "../../../src/resource/lifecycle.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import type { InvokeCall } from "../../../src/client/cloudFunctions.ts";
import { handClock } from "../invocation/handClock.ts";
import { MemoryFiles } from "../journal/memoryFiles.ts";
import {
  activation,
  failed,
  found,
  inputs,
  notYet,
  pending,
  place,
  scene,
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
/** Parts for what must not touch the journal. */
const noJournal = { journal: refuse, journalOptions: refuse, processes: refuse, hashParams: refuse };

/** What is kept after a create of `inputs`, as it comes back from the engine, and the scene to go on in. */
async function created(script: Script, news: JsonObject = inputs) {
  const played = scene(script);
  const kept = await played.lifecycle.create(news);
  return { ...played, kept, olds: stored(kept.state) };
}

describe("create", () => {
  test("calls the action once and keeps what came of it, without its logs", async () => {
    const { kept, calls, asked } = await created({ outcomes: [succeeded("a1")] });
    expect(kept).toEqual({
      state: {
        address:
          "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/db/actions/migrate?platform=classic",
        fingerprint: expect.stringMatching(/^[\w-]{43}$/),
        generation: 1,
        attempts: 1,
        invokedAt: 1001,
        place,
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

  test.each(didNotRun)("keeps nothing of an outcome %j", async (outcome, code) => {
    await expect(created({ outcomes: [outcome] })).rejects.toMatchObject({ code });
  });

  test("keeps a result that breaks its schema, with the error", async () => {
    const { kept } = await created(
      { outcomes: [succeeded("a1")] },
      { ...inputs, resultSchema: { required: ["n"] } },
    );
    expect(kept.state).toMatchObject({ outcome: "succeeded", activationId: "a1", result: { ok: true } });
    expect(kept.error?.code).toBe("NCF_RESULT_INVALID");
  });

  test("sends nothing with inputs that are wrong, or not known", async () => {
    const { lifecycle, calls } = scene();
    await expect(lifecycle.create({ ...inputs, timeout: -1 })).rejects.toMatchObject({
      code: "NCF_INPUT_INVALID",
      reason: expect.stringContaining("/timeout"),
    });
    await expect(lifecycle.create({ ...inputs, params: { a: unknownValue } })).rejects.toMatchObject({
      code: "NCF_BUG",
    });
    expect(calls).toEqual([]);
  });

  test("takes from the stack what the inputs do not say", async () => {
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1")], defaults: { region: "SGN" } });
    await lifecycle.create(inputs);
    expect(calls[0]?.address.origin).toBe("https://sg-cloudfunctions.apigw.ntruss.com");
  });
});

describe("import", () => {
  const importId = "db/migrate/a9";

  test("adopts a run that is over and calls nothing", async () => {
    const { kept, calls, asked, lifecycle, olds } = await created(
      { answers: [found("a9")] },
      { ...inputs, importId },
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
    expect(lifecycle.diff(olds, inputs)).toBe(false);
    expect(lifecycle.diff(olds, { ...inputs, importId })).toBe(false);
    expect(calls).toEqual([]);
  });

  test.each<[string, string, Script, string]>([
    ["another action's run", "db/seed/a9", {}, "the inputs name the action db/migrate"],
    ["another package's run", "-/migrate/a9", {}, "the inputs name the action db/migrate"],
    ["an id of another shape", "a9", {}, "is not package/action/activationId"],
    ["a run that failed", importId, { answers: [found("a9", { error: "boom" })] }, "that run failed"],
    ["a run that is not there", importId, { answers: [notYet] }, "there is no such activation"],
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
    await expect(lifecycle.create({ ...inputs, importId: id })).rejects.toMatchObject({
      code: "NCF_IMPORT_FAILED",
      reason: expect.stringContaining(why),
    });
    expect(calls).toEqual([]);
  });
});

test("an imported result that breaks its schema is kept with the error", async () => {
  const { lifecycle, calls } = scene({ answers: [found("a9", { ok: true })] });
  const news = { ...inputs, importId: "db/migrate/a9", resultSchema: { required: ["tables"] } };
  const kept = await lifecycle.create(news);
  expect(kept.error?.code).toBe("NCF_RESULT_INVALID");
  expect(kept.state.activationId).toBe("a9");
  expect(calls).toEqual([]);
});

describe("diff", () => {
  const changes: readonly [string, JsonObject, boolean][] = [
    ["nothing", {}, false],
    ["params", { params: { version: 2 } }, true],
    ["a param that is not known yet", { params: { version: unknownValue } }, true],
    ["the action", { actionName: "seed" }, true],
    ["the package", { packageName: "-" }, true],
    ["the address", { region: "SGN" }, true],
    ["triggers", { triggers: [1] }, true],
    ["the params schema", { paramsSchema: { type: "object" } }, false],
    ["the result schema", { resultSchema: { required: ["n"] } }, false],
    ["timeout", { timeout: 5 }, false],
    ["waitFor", { waitFor: "2h" }, false],
    ["retry", { retry: { attempts: 1 } }, false],
    ["onUnknown", { onUnknown: "adopt" }, false],
    ["idempotencyParam", { idempotencyParam: "key" }, false],
    ["its place", { place: { ...place, name: "two" } }, false],
    ["waitFor that is not known yet", { waitFor: unknownValue }, false],
    ["a schema that is not known yet", { paramsSchema: { const: unknownValue } }, false],
    ["the provider's text", { __provider: "another text" }, false],
    ["params that became secret", { secretParams: ["/password"] }, true],
  ];

  test.each(changes)("after a change of %s", async (_what, change, hasChanges) => {
    const { lifecycle, olds, calls } = await created({ outcomes: [succeeded("a1")] });
    expect(lifecycle.diff(olds, { ...inputs, ...change })).toBe(hasChanges);
    expect(calls).toHaveLength(1);
  });

  test("an input that is not known yet is not taken for its default", async () => {
    const { packageName: _package, ...open } = inputs;
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1")] }, open);
    expect(lifecycle.diff(olds, open)).toBe(false);
    expect(lifecycle.diff(olds, { ...open, packageName: unknownValue })).toBe(true);
  });

  test("credentials do not come into it", async () => {
    const { olds } = await created({ outcomes: [succeeded("a1")] });
    const lifecycle = createLifecycle({
      clock: handClock(),
      addressDefaults: () => ({}),
      functions: () => {
        throw new Error("it was asked for the client");
      },
      ...noJournal,
    });
    expect(lifecycle.diff(olds, inputs)).toBe(false);
  });

  test.each([pending("a1"), failed("a1")])("what is $kind wants an update", async (outcome) => {
    const { lifecycle, olds } = await created({ outcomes: [outcome] });
    expect(lifecycle.diff(olds, inputs)).toBe(true);
  });
});

describe("update", () => {
  test("with other params calls the action again, as the next generation", async () => {
    const { lifecycle, calls, olds } = await created({
      outcomes: [succeeded("a1"), succeeded("a2", { n: 2 })],
    });
    const { state, error } = await lifecycle.update(olds, { ...inputs, params: { version: 2 } });
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ activationId: "a2", generation: 2, result: { n: 2 }, invokedAt: 1002 });
    expect(new TextDecoder().decode(calls[1]?.body)).toBe('{"version":2}');
  });

  test("goes on waiting for a pending run and never posts again", async () => {
    const { lifecycle, calls, asked, olds } = await created({
      outcomes: [pending("a1")],
      answers: [...Array.from({ length: 5 }, () => notYet), found("a1")],
    });
    const { state, error } = await lifecycle.update(olds, inputs);
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a1", generation: 1, invokedAt: 1001 });
    expect(state.fingerprint).toBe(olds["fingerprint"]);
    expect(calls).toHaveLength(1);
    expect(new Set(asked.map(({ activationId }) => activationId))).toEqual(new Set(["a1"]));
  });

  test("keeps on keeping a run that stays pending", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [pending("a1")] });
    const again = await lifecycle.update(olds, inputs);
    expect(again.error?.code).toBe("NCF_PENDING");
    expect(again.state).toMatchObject({ outcome: "pending", activationId: "a1", generation: 1 });
    expect(stored(again.state)).toEqual(olds);
    expect(calls).toHaveLength(1);
  });

  test("leaves a pending run behind when what is asked for is another call", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [pending("a1"), succeeded("a2")] });
    const { state } = await lifecycle.update(olds, { ...inputs, triggers: ["now"] });
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a2", generation: 2 });
    expect(calls).toHaveLength(2);
  });

  test("calls a failed action again", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [failed("a1"), succeeded("a2")] });
    const { state, error } = await lifecycle.update(olds, inputs);
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a2", generation: 2 });
    expect(calls).toHaveLength(2);
  });

  test("tells of a result that breaks its schema again, and calls nothing", async () => {
    const news = { ...inputs, resultSchema: { required: ["n"] } };
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1")] }, news);
    const again = await lifecycle.update(olds, news);
    expect(again.error?.code).toBe("NCF_RESULT_INVALID");
    expect(stored(again.state)).toEqual(olds);
    const corrected = await lifecycle.update(olds, { ...news, resultSchema: { required: ["ok"] } });
    expect(corrected.error).toBeUndefined();
    expect(calls).toHaveLength(1);
  });

  test.each(didNotRun)("leaves the old state alone after an outcome %j", async (outcome, code) => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1"), outcome] });
    const before = structuredClone(olds);
    await expect(lifecycle.update(olds, { ...inputs, triggers: [1] })).rejects.toMatchObject({ code });
    expect(olds).toEqual(before);
  });

  test("keeps nothing in the state that is the front's", async () => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1")] });
    const { state } = await lifecycle.update({ ...olds, secretParams: ["/password"] }, inputs);
    expect(Object.keys(state)).not.toContain("secretParams");
    expect(Object.keys(state)).not.toContain("__provider");
  });
});

test("a run that is followed is reported once for each time it is waited for, any other is not", async () => {
  const { lifecycle, olds, followed } = await created({ outcomes: [pending("a1"), succeeded("a2")] });
  expect(followed).toEqual(["migrate a1"]);
  await lifecycle.update(olds, inputs);
  expect(followed).toEqual(["migrate a1", "migrate a1"]);
  await lifecycle.update(olds, { ...inputs, params: { version: 2 } });
  expect(followed).toHaveLength(2);
});

describe("a re-run", () => {
  const rerun = { ...inputs, rerun: "r1" };

  test("makes one new generation for each new token, and none when no token is given", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1"), succeeded("a2")] });
    expect(lifecycle.diff(olds, rerun)).toBe(true);
    const { state } = await lifecycle.update(olds, rerun);
    expect(state).toMatchObject({ activationId: "a2", generation: 2, fingerprint: olds["fingerprint"] });
    for (const news of [inputs, rerun]) {
      expect(lifecycle.diff(stored(state), news)).toBe(false);
      expect((await lifecycle.update(stored(state), news)).state).toEqual(state);
    }
    expect(lifecycle.diff(stored(state), { ...inputs, rerun: "r2" })).toBe(true);
    expect(calls).toHaveLength(2);
  });

  test("that has not ended is followed and never called again, with its token or without", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1"), pending("a2")] });
    const { state } = await lifecycle.update(olds, rerun);
    expect(state).toMatchObject({ outcome: "pending", activationId: "a2" });
    await lifecycle.update(stored(state), inputs);
    await lifecycle.update(stored(state), rerun);
    expect(calls).toHaveLength(2);
  });

  test("counts the first call as its own when there was none before", async () => {
    const { lifecycle, calls, olds } = await created({ outcomes: [succeeded("a1")] }, rerun);
    expect(lifecycle.diff(olds, rerun)).toBe(false);
    expect(calls).toHaveLength(1);
  });

  test("outlives a change of inputs: its token is not heeded a second time", async () => {
    const { lifecycle, olds } = await created({ outcomes: [succeeded("a1"), succeeded("a2")] }, rerun);
    const news = { ...inputs, params: { version: 2 } };
    const { state } = await lifecycle.update(olds, news);
    expect(lifecycle.diff(stored(state), { ...news, rerun: "r1" })).toBe(false);
  });
});

describe("read", () => {
  test("reads the activation again where it was called", async () => {
    const news = { ...inputs, region: "JPN" };
    const { lifecycle, asked, olds } = await created(
      { outcomes: [succeeded("a1")], answers: [found("a1", { later: true })] },
      news,
    );
    const state = await lifecycle.read("a1", olds);
    expect(state).toMatchObject({ result: { later: true }, generation: 1, fingerprint: olds["fingerprint"] });
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
    expect(await later.read("a1", olds)).toMatchObject({ outcome: "succeeded", result: { ok: true } });
    expect(calls).toEqual([]);
    expect(lifecycle.diff(olds, inputs)).toBe(true);
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
    expect(await scene(script).lifecycle.read("a1", olds)).toEqual(kept.state);
  });

  test("keeps the last outputs when it cannot tell where the run was", async () => {
    const { kept, olds } = await created({ outcomes: [succeeded("a1")] });
    const { lifecycle, asked } = scene();
    const moved = { ...olds, address: "https://example.com/api/v9" };
    expect(await lifecycle.read("a1", moved)).toEqual({ ...kept.state, address: moved.address });
    expect(asked).toEqual([]);
  });

  test("reads a run that no stack of ours made, and refuses one that failed", async () => {
    const { lifecycle, asked } = scene({ answers: [found("a7"), found("a7", { error: "boom" })] });
    expect(await lifecycle.read("tools/shout/a7", { region: "SGN" })).toMatchObject({ activationId: "a7" });
    expect(asked[0]).toMatchObject({
      address: { origin: "https://sg-cloudfunctions.apigw.ntruss.com" },
      action: { packageName: "tools", actionName: "shout" },
    });
    await expect(lifecycle.read("tools/shout/a7", {})).rejects.toMatchObject({ code: "NCF_IMPORT_FAILED" });
  });
});

describe("check", () => {
  test("tells of wrong inputs and of credentials that are not there", () => {
    const lifecycle = createLifecycle({
      clock: handClock(),
      addressDefaults: () => ({}),
      functions: () => {
        throw new NcfError("NCF_CREDENTIALS_MISSING", { reason: "none" });
      },
      ...noJournal,
    });
    expect(lifecycle.check({ ...inputs, timeout: -1 }).map(({ code, pointer }) => [code, pointer])).toEqual([
      ["NCF_INPUT_INVALID", "/timeout"],
      ["NCF_CREDENTIALS_MISSING", ""],
    ]);
  });

  test("tells of stack config that cannot be used", () => {
    const failure: Issue = { code: "NCF_INPUT_INVALID", pointer: "", reason: "no", hint: "do" };
    const { lifecycle } = scene({ settingFailures: [failure] });
    expect(lifecycle.check(inputs)).toEqual([failure]);
  });

  test("passes what the resource and the host add to the inputs", () => {
    const news = { ...inputs, importId: "db/migrate/a1", secretParams: ["/password"], __provider: "text" };
    expect(scene().lifecycle.check(news)).toEqual([]);
  });
});

describe("a call of an action that is to get its key", () => {
  const withName = { ...inputs, idempotencyParam: "requestId" };
  const sent = (calls: readonly InvokeCall[]): unknown =>
    calls.map(({ body }) => JSON.parse(Buffer.from(body).toString()) as unknown);

  test("carries it among the params, another one for each generation", async () => {
    const { lifecycle, calls } = scene({ outcomes: [succeeded("a1"), succeeded("a2")] });
    const { state } = await lifecycle.create(withName);
    await lifecycle.update(stored(state), { ...withName, params: { version: 2 } });
    expect(sent(calls)).toEqual([
      { version: 1, requestId: "ncf:shop/prod/one/1" },
      { version: 2, requestId: "ncf:shop/prod/one/2" },
    ]);
  });

  test("is the same call for the journal, whatever the param is named", async () => {
    const files = new MemoryFiles();
    const first = scene({ files, outcomes: [succeeded("a1")] });
    await first.lifecycle.create(withName);
    const later = scene({ files, answers: [found("a1")] });
    const { state } = await later.lifecycle.create({ ...withName, idempotencyParam: "token" });
    expect([state.activationId, state.generation]).toEqual(["a1", 1]);
  });

  test("has its params checked as they are sent", () => {
    const { lifecycle } = scene();
    const closed = { properties: { version: {} }, additionalProperties: false };
    const check = (paramsSchema: JsonObject): unknown =>
      lifecycle.check({ ...withName, paramsSchema }).map(({ pointer, reason }) => `${pointer}: ${reason}`);
    expect(check({ properties: { requestId: { type: "string" } }, required: ["requestId"] })).toEqual([]);
    expect(check(closed)).toEqual([expect.stringContaining("requestId")]);
  });
});

describe("a call that was made before", () => {
  const unknown: Outcome = { kind: "unknown", reason: "reset", delivery: "sent" };

  test("and whose end nobody knows is looked for by every later up, and is not made again", async () => {
    const { lifecycle, calls, searched } = scene({ outcomes: [unknown] });
    for (let up = 1; up <= 3; up += 1) {
      await expect(lifecycle.create(inputs)).rejects.toMatchObject({
        code: "NCF_OUTCOME_UNKNOWN",
        hint: expect.stringContaining(
          "npx ncf resolve one --project shop --stack prod --journal /state/journal.jsonl --did-not-run",
        ),
      });
      expect(searched).toHaveLength(up);
    }
    await expect(lifecycle.create({ ...inputs, params: { version: 2 } })).rejects.toMatchObject({
      code: "NCF_OUTCOME_UNKNOWN",
    });
    expect(calls).toHaveLength(1);
  });

  test("is known by the key in its result, and the look for it is not told as following it", async () => {
    const key = "ncf:shop/prod/one/1";
    const { lifecycle, calls, followed } = scene({
      outcomes: [unknown],
      listed: ["a1"],
      answers: [{ kind: "found", activation: { ...activation("a1", { key }), start: handClock().now() } }],
    });
    const { state, error } = await lifecycle.create(inputs);
    expect(error).toBeUndefined();
    expect(state).toMatchObject({ outcome: "succeeded", activationId: "a1", generation: 1, place });
    expect([calls.length, followed]).toEqual([1, []]);
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
    const creating = lifecycle.create({ ...inputs, onUnknown, waitFor: "10m" });
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
    expect((await later.lifecycle.create(inputs)).state).toMatchObject({ activationId: "a1", generation: 1 });
    expect(later.calls).toEqual([]);
    const { state } = await later.lifecycle.create({ ...inputs, triggers: ["again"] });
    expect(state).toMatchObject({ activationId: "a2", generation: kept.state.generation + 1 });
    expect(later.calls).toHaveLength(1);
  });
});

describe("delete", () => {
  test("lets the next resource of the name be called, whatever its generations came to", async () => {
    const unknown: Outcome = { kind: "unknown", reason: "reset", delivery: "sent" };
    const { lifecycle, calls, olds } = await created({
      outcomes: [failed("a1"), succeeded("a2"), unknown, succeeded("a4"), succeeded("a5"), succeeded("a6")],
    });
    const { state } = await lifecycle.update(olds, inputs);
    const news = { ...inputs, triggers: [1] };
    await expect(lifecycle.update(stored(state), news)).rejects.toMatchObject({
      code: "NCF_OUTCOME_UNKNOWN",
    });
    await lifecycle.delete(stored(state));
    let next = (await lifecycle.create(inputs)).state;
    expect(next).toMatchObject({ activationId: "a4", generation: 1 });
    for (const trigger of [1, 2]) {
      next = (await lifecycle.update(stored(next), { ...inputs, triggers: [trigger] })).state;
    }
    expect(next).toMatchObject({ activationId: "a6", generation: 3 });
    expect(calls).toHaveLength(6);
  });

  test("goes on without a journal that can be written, and says what then becomes of the next of its name", async () => {
    const { lifecycle, files, calls, unreleased, olds } = await created({
      outcomes: [succeeded("a1")],
      answers: [found("a1")],
    });
    files.faults.push({ on: "append", kind: "refuse", code: "ENOSPC" });
    await lifecycle.delete(olds);
    expect(unreleased.map(({ code }) => code)).toEqual(["NCF_JOURNAL_UNWRITABLE"]);
    expect(calls).toHaveLength(1);
  });

  test("of state that knows no place, of an earlier version, touches no journal", async () => {
    const { place: _place, ...olds } = (await created({ outcomes: [succeeded("a1")] })).olds;
    const { lifecycle, files } = scene();
    await lifecycle.delete(olds);
    expect(files.nodes.size).toBe(0);
  });
});

describe("the journal", () => {
  test("that cannot be written lets nothing be sent", async () => {
    const { lifecycle, files, calls } = scene();
    files.faults.push({ on: "sync", kind: "refuse", code: "EROFS" });
    await expect(lifecycle.create(inputs)).rejects.toMatchObject({ code: "NCF_JOURNAL_UNWRITABLE" });
    expect(calls).toEqual([]);
  });

  test("is not touched by check, diff, read and import", async () => {
    const { olds } = await created({ outcomes: [succeeded("a1")] });
    const { lifecycle, files } = scene({ answers: [found("a9")] });
    lifecycle.check(inputs);
    lifecycle.diff(olds, { ...inputs, place: { ...place, name: "two" } });
    await lifecycle.read("a1", olds);
    await lifecycle.create({ ...inputs, importId: "db/migrate/a9" });
    expect(files.nodes.size).toBe(0);
  });

  test("has a call that a lost state does not know of, which is taken over, and said so", async () => {
    const first = scene({ outcomes: [succeeded("a1", { n: 1 })] });
    await first.lifecycle.create(inputs);
    expect(first.takenOver).toEqual([]);
    const again = scene({ files: first.files, answers: [found("a1", { n: 1 })] });
    const { state } = await again.lifecycle.create(inputs);
    expect(state).toMatchObject({ activationId: "a1", result: { n: 1 } });
    expect(again.calls).toEqual([]);
    expect(again.takenOver).toEqual(["migrate"]);
  });

  test("lets another resource have the name that a renamed one bore", async () => {
    const { lifecycle, olds, calls } = await created({
      outcomes: [succeeded("a1"), succeeded("a2"), succeeded("a3")],
    });
    const renamed = { ...inputs, place: { ...place, name: "two" } };
    await lifecycle.update(olds, { ...renamed, params: { version: 2 } });
    const { state } = await lifecycle.create(inputs);
    expect(state).toMatchObject({ activationId: "a3", generation: 1, place });
    expect(calls).toHaveLength(3);
  });

  test.each([
    ["an up", (lifecycle: Lifecycle, olds: JsonObject) => lifecycle.update(olds, inputs)],
    ["a refresh", (lifecycle: Lifecycle, olds: JsonObject) => lifecycle.read("a1", olds)],
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

  test("that has forgotten old generations lets none of them be called in the place of one that nobody knows the end of", async () => {
    const { files, openJournal } = scene();
    const { entry } = await (
      await openJournal()
    ).intend({ key: "ncf:shop/prod/one/4", action: "a", paramsHash: "k.h", sendsUntilAt: 0 });
    await (await openJournal()).end(entry, { kind: "unknown" });
    const later = scene({ files });
    await expect(later.lifecycle.create(inputs)).rejects.toMatchObject({ code: "NCF_OUTCOME_UNKNOWN" });
    expect(later.calls).toEqual([]);
  });

  test("needs a place for a call, and nothing is sent without one", async () => {
    const { place: _place, ...news } = inputs;
    const { lifecycle, calls } = scene();
    await expect(lifecycle.create(news)).rejects.toMatchObject({ code: "NCF_BUG" });
    expect(calls).toEqual([]);
  });
});
