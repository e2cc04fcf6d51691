import { describe, expect, test } from "vitest";
import type { InvokeCall } from "../../../src/client/cloudFunctions.ts";
import { NcfError } from "../../../src/diagnostics/ncfError.ts";
import type { JsonObject } from "../../../src/model/json.ts";
import type { Outcome } from "../../../src/model/outcome.ts";
import type { InvocationState } from "../../../src/resource/state.ts";
import type { StepInputs } from "../../../src/resource/steps.ts";
import {
  callsFromAt,
  failed,
  found,
  key,
  pending,
  scene,
  step,
  stored,
  succeeded,
  type Script,
} from "./scene.ts";

const canary = "canary-3c91f2";
const onUpdate = {
  actionName: "alter",
  params: { id: "${previous.result.id}", from: "v${previous.params.version}", to: 2 },
};
const onDelete = { packageName: "-", actionName: "drop", params: { id: "${previous.result.id}" } };
const made = succeeded("a1", { id: 42 });

const sent = ({ action, body }: InvokeCall): unknown => [
  `${action.packageName}/${action.actionName}`,
  JSON.parse(new TextDecoder().decode(body)),
];

/** The state after a create, as it comes back from the engine, and the scene to go on in. */
async function created(script: Script, changes: JsonObject = {}, rest: Partial<StepInputs> = {}) {
  const played = scene(script);
  const { state, error } = await played.lifecycle.create(step(changes, rest));
  return { ...played, old: stored(state), error };
}

const errorOf = (promise: Promise<unknown>): Promise<NcfError> =>
  promise.then(
    () => {
      throw new Error("it did not fail");
    },
    (error: unknown) => error as NcfError,
  );

describe("onUpdate", () => {
  const inputs = { onUpdate };

  test("is called with parts of the previous run, keeping their types", async () => {
    const { lifecycle, old, calls } = await created(
      { outcomes: [made, succeeded("a2", { id: 43 })] },
      inputs,
    );
    const { state, error } = await lifecycle.update(old, step({ ...inputs, params: { version: 2 } }));
    expect(error).toBeUndefined();
    expect(calls.map(sent)).toEqual([
      ["db/migrate", { version: 1 }],
      ["db/alter", { id: 42, from: "v1", to: 2 }],
    ]);
    expect(state).toMatchObject({ generation: 2, activationId: "a2", result: { id: 43 } });
    expect(state.address).toContain("/packages/db/actions/alter?");
    expect(lifecycle.diff(stored(state), step({ ...inputs, params: { version: 2 } })).kind).toBe("same");
  });

  test("without params of its own passes the new params of the resource", async () => {
    const { lifecycle, old, calls } = await created(
      { outcomes: [made, succeeded("a2")] },
      { onUpdate: { actionName: "alter" } },
    );
    await lifecycle.update(
      old,
      step({ onUpdate: { actionName: "alter" }, params: { version: "${previous.x}" } }),
    );
    expect(calls.map(sent)[1]).toEqual(["db/alter", { version: "${previous.x}" }]);
  });

  test("is not called before a run has succeeded: the action itself is called again", async () => {
    const { lifecycle, old, calls } = await created({ outcomes: [failed("a1"), made] }, inputs);
    await lifecycle.update(old, step(inputs));
    expect(calls.map(sent).map((one) => (one as string[])[0])).toEqual(["db/migrate", "db/migrate"]);
  });

  test("that failed is called again, with the run that succeeded as the previous one", async () => {
    const outcomes = [made, failed("a2"), failed("a3"), succeeded("a4", { id: 44 })];
    const { lifecycle, old, calls } = await created({ outcomes }, inputs);
    const news = step({ ...inputs, params: { version: 2 } });
    const second = await lifecycle.update(old, news);
    expect(second.error?.code).toBe("NCF_ACTION_FAILED");
    const third = await lifecycle.update(stored(second.state), news);
    const fourth = await lifecycle.update(stored(third.state), news);
    expect(calls.map(sent).slice(1)).toEqual(
      [2, 3, 4].map(() => ["db/alter", { id: 42, from: "v1", to: 2 }]),
    );
    expect(fourth.state.previous).toBeUndefined();
  });

  test("that outlives the wait is followed as the activation of its own action", async () => {
    const { lifecycle, old, asked } = await created({ outcomes: [made, pending("a2")] }, inputs);
    const news = step({ ...inputs, params: { version: 2 } });
    const { state } = await lifecycle.update(old, news);
    const before = asked.length;
    await lifecycle.update(stored(state), news);
    expect(asked.length).toBeGreaterThan(before);
    expect(new Set(asked.map(({ action }) => action.actionName))).toEqual(new Set(["alter"]));
  });

  test("that refers to what the previous run does not have sends nothing", async () => {
    const { lifecycle, old, calls } = await created({ outcomes: [succeeded("a1", { other: 1 })] }, inputs);
    const error = await errorOf(lifecycle.update(old, step({ ...inputs, params: { version: 2 } })));
    expect(error).toMatchObject({
      code: "NCF_PREVIOUS_MISSING",
      reason: "/onUpdate/params/id refers to previous.result.id, which the previous run does not have",
    });
    expect(calls).toHaveLength(1);
  });

  test("checks its params against their schema once they are known", async () => {
    const checked = { onUpdate: { ...onUpdate, paramsSchema: { properties: { id: { type: "string" } } } } };
    const { lifecycle, old, calls } = await created({ outcomes: [made] }, checked);
    const error = await errorOf(lifecycle.update(old, step({ ...checked, params: { version: 2 } })));
    expect(error).toMatchObject({
      code: "NCF_PARAMS_INVALID",
      reason: expect.stringContaining("/onUpdate/params/id"),
    });
    expect(calls).toHaveLength(1);
  });

  test("that is added later finds the earlier params if the provider knows them, and otherwise reports it", async () => {
    const { lifecycle, old, calls } = await created({ outcomes: [made, succeeded("a2")] });
    const news = step({ ...inputs, params: { version: 2 } });
    const error = await errorOf(lifecycle.update(old, news));
    expect(error.reason).toContain("the params of the previous run were not recorded");
    expect(error.hint).toContain("run up once");
    await lifecycle.update(old, news, step().inputs);
    expect(calls.map(sent)[1]).toEqual(["db/alter", { id: 42, from: "v1", to: 2 }]);
  });

  test("makes its result secret where it gets a secret of the previous run", async () => {
    const secret = { secretPointers: ["/params/version"] };
    const { lifecycle, old } = await created(
      { outcomes: [made, succeeded("a2", { echoed: canary })] },
      { ...inputs, params: { version: canary } },
      secret,
    );
    const { state, secretOutputs } = await lifecycle.update(old, step({ ...inputs, params: { version: 2 } }));
    expect(secretOutputs).toContain("/result");
    // It stays secret while nothing is called.
    const again = await lifecycle.update(
      stored(state),
      step({ ...inputs, params: { version: 2 }, onDelete }),
    );
    expect(again.secretOutputs).toContain("/result");
  });
});

describe("onDelete", () => {
  const inputs = { onDelete };
  const dropped: Outcome = succeeded("d1");
  const entriesOf = async ({ openJournal }: Pick<ReturnType<typeof scene>, "openJournal">) =>
    (await (await openJournal()).entries()).map(({ key: name, end }) => [name, end?.kind]);

  test("is called with parts of the newest run, before the resource's keys are released", async () => {
    const played = await created({ outcomes: [made, dropped] }, inputs);
    const { lifecycle, old, calls } = played;
    await lifecycle.delete(old);
    expect(calls.map(sent)[1]).toEqual(["-/drop", { id: 42 }]);
    expect(await entriesOf(played)).toEqual(
      expect.arrayContaining([
        ["ncf:shop/prod/one/1", "released"],
        ["ncf:shop/prod/one%2FonDelete%2Fa1/1", "succeeded"],
      ]),
    );
  });

  test("is called once, however often the deletion is repeated", async () => {
    const { lifecycle, old, calls, asked } = await created({ outcomes: [made, dropped] }, inputs);
    await lifecycle.delete(old);
    await lifecycle.delete(old);
    expect(calls).toHaveLength(2);
    // The journal knows enough: the record of the run may have expired since.
    expect(asked).toEqual([]);
  });

  test("of a resource that was created again is called again", async () => {
    const outcomes = [made, dropped, succeeded("a2", { id: 43 }), succeeded("d2")];
    const { lifecycle, old, calls } = await created({ outcomes }, inputs);
    await lifecycle.delete(old);
    const { state } = await lifecycle.create(step(inputs));
    expect(state.generation).toBe(1);
    await lifecycle.delete(stored(state));
    expect(calls.map(sent).slice(2)).toEqual([
      ["db/migrate", { version: 1 }],
      ["-/drop", { id: 43 }],
    ]);
  });

  test("that fails keeps the resource and its keys, and the next deletion calls it again", async () => {
    const played = await created({ outcomes: [made, failed("d1"), dropped] }, inputs);
    const { lifecycle, old, calls } = played;
    const error = await errorOf(lifecycle.delete(old));
    expect(error).toMatchObject({
      code: "NCF_ACTION_FAILED",
      reason: expect.stringContaining("-/drop ran and failed (activation d1)"),
      hint: expect.stringContaining("the resource is kept until then"),
    });
    expect(await entriesOf(played)).toContainEqual(["ncf:shop/prod/one/1", "succeeded"]);
    await lifecycle.delete(old);
    expect(calls).toHaveLength(3);
    expect(await entriesOf(played)).toContainEqual(["ncf:shop/prod/one/1", "released"]);
  });

  test("whose outcome is unknown keeps the resource, and is not called again", async () => {
    const lost: Outcome = { kind: "unknown", reason: "reset", delivery: "sent" };
    const { lifecycle, old, calls } = await created({ outcomes: [made, lost] }, inputs);
    const error = await errorOf(lifecycle.delete(old));
    expect(error).toMatchObject({
      code: "NCF_OUTCOME_UNKNOWN",
      hint: expect.stringContaining("ncf resolve one/onDelete/a1 --project shop --stack prod"),
    });
    expect((await errorOf(lifecycle.delete(old))).code).toBe("NCF_OUTCOME_UNKNOWN");
    expect(calls).toHaveLength(2);
  });

  test("that has not ended is followed by the next deletion", async () => {
    const script = { outcomes: [made, pending("d1")], answers: [found("d1")] };
    const { lifecycle, old, calls } = await created(script, { onDelete: { ...onDelete, waitFor: "1s" } });
    await lifecycle.delete(old);
    expect(calls).toHaveLength(2);
  });

  test("waits for a run that has not ended, and gets its result", async () => {
    const answers = [
      ...Array.from({ length: 8 }, () => ({ kind: "notYet" }) as const),
      found("a1", { id: 7 }),
    ];
    const script = { outcomes: [pending("a1"), dropped], answers };
    const { lifecycle, old, calls } = await created(script, { onDelete: { ...onDelete, waitFor: "1m" } });
    expect(old.outcome).toBe("pending");
    await lifecycle.delete(old);
    expect(calls.map(sent)[1]).toEqual(["-/drop", { id: 7 }]);
  });

  test("gets the run that succeeded where the newest one failed", async () => {
    const { lifecycle, old, calls } = await created({ outcomes: [made, failed("a2"), dropped] }, inputs);
    const { state } = await lifecycle.update(old, step({ ...inputs, params: { version: 2 } }));
    await lifecycle.delete(stored(state));
    expect(calls.map(sent)[2]).toEqual(["-/drop", { id: 42 }]);
  });

  test("is not called when it needs a result and no run succeeded, and this is reported", async () => {
    const { lifecycle, old, calls, events } = await created({ outcomes: [failed("a1")] }, inputs);
    await lifecycle.delete(old);
    expect(calls).toHaveLength(1);
    expect(events).toContainEqual(expect.objectContaining({ kind: "notCalled" }));
  });

  test("is called after a run that failed where it needs no result", async () => {
    const { lifecycle, old, calls } = await created(
      { outcomes: [failed("a1"), dropped] },
      { onDelete: { actionName: "clean" } },
    );
    await lifecycle.delete(old);
    expect(calls.map(sent)[1]).toEqual(["db/clean", { version: 1 }]);
  });

  test("that refers to what the result does not have fails the create, and a correction calls nothing", async () => {
    const { lifecycle, old, error, calls } = await created(
      { outcomes: [succeeded("a1", { no: 1 })] },
      inputs,
    );
    expect(error?.code).toBe("NCF_PREVIOUS_MISSING");
    const news = step({ onDelete: { ...onDelete, params: { id: "${previous.result.no}" } } });
    expect(lifecycle.diff(old, news)).toMatchObject({ kind: "update", changed: ["onDelete"] });
    const { state, error: none } = await lifecycle.update(old, news);
    expect(none).toBeUndefined();
    expect(lifecycle.diff(stored(state), news).kind).toBe("same");
    expect(calls).toHaveLength(1);
  });

  test.each<[string, JsonObject, JsonObject, readonly string[]]>([
    ["is added", {}, { onDelete }, ["onDelete", "onUpdate"]],
    ["is removed", { onDelete }, {}, ["onDelete", "onUpdate"]],
    ["changes", { onDelete }, { onDelete: { ...onDelete, actionName: "other" } }, ["onDelete"]],
  ])("calls nothing when it %s", async (_, before, after, changed) => {
    const { lifecycle, old, calls } = await created({ outcomes: [made] }, before);
    expect(lifecycle.diff(old, step(after))).toMatchObject({ kind: "update", changed });
    const { state } = await lifecycle.update(old, step(after));
    expect(lifecycle.diff(stored(state), step(after)).kind).toBe("same");
    expect(state.onDelete?.["actionName"]).toBe(
      (after["onDelete"] as JsonObject | undefined)?.["actionName"],
    );
    expect(calls).toHaveLength(1);
  });

  test("keeps its secrets marked in the state, and out of its errors", async () => {
    const withSecret = { params: { dsn: canary }, onDelete: { ...onDelete, params: { dsn: canary } } };
    const secretPointers = ["/params/dsn", "/onDelete/params/dsn"];
    const script = { outcomes: [made, failed("d1", `no ${canary}`)] };
    const played = scene(script);
    const { state, secretOutputs } = await played.lifecycle.create(step(withSecret, { secretPointers }));
    expect(secretOutputs).toEqual(
      expect.arrayContaining(["/result", "/__state/params/dsn", "/__state/onDelete/params/dsn"]),
    );
    const error = await errorOf(played.lifecycle.delete(stored(state)));
    expect(error.message).toContain("no [secret]");
    expect(JSON.stringify([error.message, error.stack, played.events])).not.toContain(canary);
  });

  test("with a params schema that its params violate by then sends nothing", async () => {
    const strict = { ...onDelete, paramsSchema: { properties: { id: { type: "string" } } } };
    const { lifecycle, old, calls } = await created({ outcomes: [made] }, { onDelete: strict });
    expect((await errorOf(lifecycle.delete(old))).reason).toContain("/onDelete/params/id");
    expect(calls).toHaveLength(1);
  });
});

describe("the error of a step", () => {
  const rejected: Outcome = {
    kind: "rejected",
    isTemporary: false,
    error: { status: 404, origin: "service", message: "no" },
  };
  const other = { key: { ...key, name: "two" } };

  test("lists the calls that ran before in the deployment, and the command that undoes them", async () => {
    const { lifecycle } = await created({ outcomes: [made, rejected] }, { onDelete });
    const { message } = await errorOf(lifecycle.create(step({}, other)));
    expect(message.split("\n").slice(-2)).toEqual([
      "  already ran in this deployment, and not undone: one (db/migrate)",
      "  to undo with onDelete (one calls -/drop): pulumi destroy --target '**::one'",
    ]);
  });

  test("stays short, however many calls ran", async () => {
    const outcomes = [...Array.from({ length: 40 }, (_, at) => succeeded(`a${at}`)), rejected];
    const { lifecycle } = scene({ outcomes });
    for (let at = 0; at < 40; at += 1) await lifecycle.create(step({}, { key: { ...key, name: `n${at}` } }));
    const { note } = await errorOf(lifecycle.create(step({}, other)));
    expect(note).toContain("n0 (db/migrate), n1 (db/migrate)");
    expect(note).toContain("and 35 more");
  });

  test("lists no calls when none ran, nor the call of the resource itself", async () => {
    const { lifecycle, old } = await created({ outcomes: [made, rejected, rejected] });
    const own = await errorOf(lifecycle.update(old, step({ params: { version: 2 } })));
    expect(own.note).toBeUndefined();
    const { lifecycle: fresh } = scene({ outcomes: [rejected] });
    expect((await errorOf(fresh.create(step()))).note).toBeUndefined();
  });
});

describe("logs", () => {
  const withLogs = (lines: readonly string[]): NonNullable<Script["answers"]> => {
    const record = found("a1");
    if (record.kind !== "found") throw new Error("no record");
    return [{ kind: "notYet" }, { ...record, activation: { ...record.activation, logs: lines } }];
  };
  const bare = (outcome: Outcome): Outcome => {
    if (outcome.kind !== "failed" && outcome.kind !== "succeeded") return outcome;
    const { logs: _logs, ...activation } = outcome.activation;
    return { ...outcome, activation };
  };
  const run = async (outcome: Outcome, lines: readonly string[], changes: JsonObject = {}, rest = {}) => {
    const played = scene({ outcomes: [bare(outcome)], answers: withLogs(lines) });
    const { error, state } = await played.lifecycle.create(step(changes, rest));
    const events = played.events.filter(({ kind }) => kind === "logs");
    return { error, state, events, asked: played.asked };
  };

  test("of a run that failed are read and are part of the error", async () => {
    const { error, events } = await run(failed("a1"), ["one", "two"]);
    expect(error?.details).toEqual(["logs:", "| one", "| two"]);
    expect(error?.message).toContain("boom\n  logs:\n  | one\n  | two\n  hint:");
    expect(events).toMatchObject([{ lines: ["one", "two"], omitted: 0, isInError: true }]);
  });

  test("of a run that succeeded are read only where they are always wanted", async () => {
    expect((await run(made, ["one"])).asked).toEqual([]);
    const { error, events } = await run(made, ["one"], { logs: "always" });
    expect(error).toBeUndefined();
    expect(events).toMatchObject([{ activationId: "a1", lines: ["one"], isInError: false }]);
  });

  test("of a run that failed are left alone where they are not wanted", async () => {
    const { error, asked } = await run(failed("a1"), ["one"], { logs: "none" });
    expect(error?.details).toEqual([]);
    expect(asked).toEqual([]);
  });

  test("are the last 20 lines, with the number of omitted lines", async () => {
    const lines = Array.from({ length: 57 }, (_, at) => `line ${at}`);
    const { error } = await run(failed("a1"), lines);
    expect(error?.details[0]).toBe("logs (last 20 of 57 lines):");
    expect(error?.details.slice(1)).toEqual(lines.slice(37).map((line) => `| ${line}`));
  });

  test("are at most 300 characters a line and 4000 in all", async () => {
    const { error } = await run(
      failed("a1"),
      Array.from({ length: 20 }, (_, at) => `${at}-`.padEnd(9000, "x")),
    );
    const [headline, ...lines] = error?.details ?? [];
    expect(headline).toBe("logs (last 13 of 20 lines):");
    expect(Math.max(...lines.map((line) => line.length))).toBe(303);
  });

  test("hold no secret, control character or command of a CI system", async () => {
    const secret = { params: { pem: `${canary}-a\n${canary}-b` } };
    const lines = [
      `dsn=${canary}-b end`,
      "\u001B[31mred\u001B[0m\u0000 \u202Ex",
      "::set-output name=x::y",
      "  <b> kept",
    ];
    const { error } = await run(failed("a1"), lines, secret, { secretPointers: ["/params/pem"] });
    expect(error?.details.slice(1)).toEqual([
      "| dsn=[secret] end",
      "| red   x",
      "| \\u003a:set-output name=x::y",
      "|   <b> kept",
    ]);
  });

  test.each([
    ["within a minute", "10m", 60_000],
    ["until the call's deadline", "5s", 5_000],
  ])(
    "that are not visible %s are not waited for any longer, and the error says so",
    async (_until, waitFor, ms) => {
      const played = scene({ outcomes: [bare(failed("a1"))] });
      const { error } = await played.lifecycle.create(step({ waitFor }));
      expect(error?.code).toBe("NCF_ACTION_FAILED");
      expect(error?.details).toEqual([
        "logs: not visible yet; read them with ncf activation logs db/migrate a1",
      ]);
      const [waiting, logs] = played.events.filter(({ kind }) => kind.toLowerCase().endsWith("logs"));
      expect(waiting?.kind === "waitingForLogs" && waiting.untilAt - callsFromAt).toBeLessThanOrEqual(ms + 1);
      expect(waiting?.kind === "waitingForLogs" && waiting.untilAt - callsFromAt).toBeGreaterThanOrEqual(ms);
      expect(logs?.at).toBeLessThanOrEqual(callsFromAt + 1 + ms);
      expect(played.asked.length).toBeGreaterThan(2);
    },
  );

  test("of onDelete are part of its error", async () => {
    const { lifecycle, old } = await created(
      { outcomes: [made, bare(failed("d1"))], answers: withLogs(["cannot drop"]) },
      { onDelete },
    );
    expect((await errorOf(lifecycle.delete(old))).details).toEqual(["logs:", "| cannot drop"]);
  });
});

test("a state keeps params only where a later call may need them", async () => {
  const keptBy = async (changes: JsonObject): Promise<InvocationState> =>
    (await created({ outcomes: [made] }, changes)).old;
  expect((await keptBy({})).params).toBeUndefined();
  expect((await keptBy({ onUpdate })).params).toEqual({ version: 1 });
  expect((await keptBy({ onDelete })).params).toEqual({ version: 1 });
});
