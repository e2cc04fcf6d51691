import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { dynamicProvider } from "../../../src/pulumi/dynamicProvider.ts";
import { servedResources } from "../../../src/pulumi/servedResources.ts";
import { serializedProvider } from "../../../src/pulumi/serializedProvider.ts";
import { checkScene, healthy } from "../check/scene.ts";
import { failed, found, inputs, pending, scene, succeeded, type Script } from "../resource/scene.ts";

const canary = "canary-5c0ffee";
const urn = "urn:pulumi:prod::shop::pulumi-nodejs:dynamic/ncf:ActionInvocation::one";

/** Inputs as the provider process passes them. */
function news(changes: JsonObject = {}, hidden: JsonObject = {}): JsonObject {
  return { ...inputs, ...changes, __step: { urn, ...hidden }, __provider: serializedProvider };
}
const secretNews = news({ params: { password: canary } }, { secretPointers: ["/params/password"] });

function mark(value: Json): JsonObject {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function open(script: Script = {}) {
  const { lifecycle, ...rest } = scene(script);
  const { checks, calls: checkCalls, clock } = checkScene({ outcomes: [healthy] });
  let region: string | undefined;
  const shown: string[] = [];
  const provider = dynamicProvider({
    showError: (message) => shown.push(message),
    resources: () => servedResources({ lifecycle, checks }, {}),
    configure: (get) => {
      region = get("ncf:region");
    },
  });
  return { provider, ...rest, checkCalls, clock, shown, region: () => region };
}

/** The partial failure that a promise rejects with. */
async function failureOf(step: Promise<unknown>) {
  const error: unknown = await step.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("it did not fail");
  const { id, properties, reasons } = error as Error & {
    id?: string;
    properties?: JsonObject;
    reasons?: string[];
  };
  return { message: error.message, id, properties, reasons };
}

test("takes the config before it waits for anything", () => {
  const { provider, region } = open();
  void provider.configure({ config: { get: (key) => `value of ${key}` } });
  expect(region()).toBe("value of ncf:region");
});

test("check returns the inputs, and failures without the name of a property, whose value the engine would print", async () => {
  const wrong = news({ timeout: -1, regoin: "KR" });
  const { inputs: returned, failures } = await open().provider.check({}, wrong);
  expect(returned).toEqual(wrong);
  expect(failures).toEqual([
    {
      property: "",
      reason: "NCF_INPUT_INVALID: /regoin: regoin is not an input\n  hint: did you mean region?",
    },
    {
      property: "",
      reason: expect.stringMatching(/^NCF_INPUT_INVALID: \/timeout: timeout is -1.*\n {2}hint: /),
    },
  ]);
});

test("check passes the hidden input and the code of the provider", async () => {
  const all = news({}, { importId: "db/migrate/a1", rerun: "r", secretPointers: ["/params"] });
  expect((await open().provider.check({}, all)).failures).toEqual([]);
});

test("inputs without a URN are a bug, and call nothing", async () => {
  const { provider, calls } = open();
  await expect(provider.create({ ...inputs })).rejects.toMatchObject({ code: "NCF_BUG" });
  expect(calls).toEqual([]);
});

test("diff reports changes or none", async () => {
  const { provider } = open({ outcomes: [succeeded("a1")] });
  const { outs } = await provider.create(news());
  expect(await provider.diff("a1", outs, news())).toEqual({ changes: false });
  expect(await provider.diff("a1", outs, news({ triggers: [1] }))).toEqual({ changes: true });
  expect(await provider.diff("a1", outs, news({}, { rerun: "r1" }))).toEqual({ changes: true });
});

describe("outputs", () => {
  test("are not marked where no input is secret", async () => {
    const { outs } = await open({ outcomes: [succeeded("a1")] }).provider.create(news());
    expect(outs).toMatchObject({ result: { ok: true }, __state: { version: 1, key: { name: "one" } } });
    expect(JSON.stringify(outs)).not.toContain("4dabf18193072939515e22adb298388d");
  });

  test("are marked where a param is secret, and a read keeps it so", async () => {
    const { provider } = open({
      outcomes: [succeeded("a1", { echo: canary })],
      answers: [found("a1", { echo: canary })],
    });
    const { outs } = await provider.create(secretNews);
    expect(outs).toMatchObject({
      result: mark({ echo: canary }),
      __state: {
        fingerprint: mark(expect.stringMatching(/^[\w-]{43}$/)),
        secretPointers: ["/params/password"],
      },
    });
    const plain = withoutMarks(outs) as JsonObject;
    expect(await provider.diff("a1", plain, secretNews)).toEqual({ changes: false });
    expect(await provider.read("a1", plain)).toEqual({ id: "a1", props: outs });
  });
});

describe("a step that fails and leaves a state", () => {
  test.each([
    ["pending", pending("a1"), "NCF_PENDING"],
    ["failed", failed("a1"), "NCF_ACTION_FAILED"],
  ])("carries the id, the outputs and the code of the provider (%s)", async (kind, outcome, code) => {
    const { id, properties, reasons, message } = await failureOf(
      open({ outcomes: [outcome] }).provider.create(news()),
    );
    expect(id).toBe("a1");
    expect(properties).toMatchObject({
      __provider: serializedProvider,
      outcome: kind,
      activationId: "a1",
      generation: 1,
    });
    expect(reasons).toEqual([message]);
    expect(message).toContain(code);
  });

  test("marks secrets in what it carries, and shows the action's error masked and not stored", async () => {
    const { provider, shown } = open({ outcomes: [failed("a1", `lost ${canary}`)] });
    const failure = await failureOf(provider.create(secretNews));
    expect(failure.properties).toMatchObject({ result: mark({ error: `lost ${canary}` }) });
    expect(shown).toEqual([
      expect.stringMatching(/^NCF_ACTION_FAILED: .*\(activation a1\).*lost \[secret\]/),
    ]);
    const reason = expect.stringMatching(/^NCF_ACTION_FAILED: activation a1; /);
    expect(failure.reasons).toEqual([reason]);
    expect(failure.message).not.toContain("lost");
  });

  test("stores the action's error where nothing is secret", async () => {
    const { provider, shown } = open({ outcomes: [failed("a1", "lost")] });
    const failure = await failureOf(provider.create(news()));
    expect(failure.reasons).toEqual([expect.stringContaining("lost")]);
    expect(shown).toEqual([]);
  });

  test("does the same in an update", async () => {
    const { provider } = open({ outcomes: [succeeded("a1"), pending("a2")] });
    const { outs } = await provider.create(news());
    const { id, properties } = await failureOf(provider.update("a1", outs, news({ triggers: [1] })));
    expect([id, properties?.["generation"]]).toEqual(["a2", 2]);
  });
});

test("a step that fails and leaves no state carries no id", async () => {
  const { provider } = open({ outcomes: [{ kind: "notSent", reason: "connection refused" }] });
  expect(await failureOf(provider.create(news()))).toMatchObject({ id: undefined, properties: undefined });
});

test("get reads a run by its id, and its result is secret, since its params are not known", async () => {
  const { provider } = open({ answers: [found("a7")] });
  const { id, props } = await provider.read("db/migrate/a7", { __step: { urn } });
  expect(id).toBe("a7");
  expect(props).toMatchObject({ activationId: "a7", result: mark({ ok: true }) });
});

test("delete calls nothing", async () => {
  const { provider, calls } = open({ outcomes: [succeeded("a1")] });
  const { outs } = await provider.create(news());
  expect(await provider.delete("a1", outs)).toBeUndefined();
  expect(calls).toHaveLength(1);
});

test("a custom time-out of the operation bounds the wait", async () => {
  const { provider, events } = open({ outcomes: [pending("a1")] });
  await failureOf(provider.create(news({ waitFor: "1h" }, { timeouts: { create: 2000, update: 9000 } })));
  const following = events.find((event) => event.kind === "following");
  expect((following?.untilAt ?? 0) - (following?.at ?? 0)).toBe(2000);
});

/** Outputs as the provider process gets them back: the engine keeps the marks to itself. */
function withoutMarks(value: Json): Json {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map((one: Json) => withoutMarks(one));
  const entries = Object.entries(value as JsonObject);
  if (Object.keys(value).includes("4dabf18193072939515e22adb298388d"))
    return (value as JsonObject)["value"] ?? null;
  return Object.fromEntries(entries.map(([key, one]) => [key, withoutMarks(one)]));
}

describe("a check", () => {
  const checkUrn = "urn:pulumi:prod::shop::pulumi-nodejs:dynamic/ncf:ActionCheck::smoke";
  const checkNews = (changes: JsonObject = {}, hidden: JsonObject = {}): JsonObject => ({
    actionName: "health",
    ...changes,
    __step: { urn: checkUrn, ...hidden },
    __provider: serializedProvider,
  });

  test("goes through every step by its own lifecycle, and neither a refresh nor a delete calls", async () => {
    const { provider, calls, checkCalls, clock } = open();
    const { id, outs } = await clock.run(provider.create(checkNews()));
    expect({ id, outs }).toMatchObject({
      id: "a1",
      outs: { calls: 1, __state: { type: "ncf:ActionCheck" } },
    });
    expect(await provider.diff(id, outs, checkNews())).toEqual({ changes: false });
    const changed = checkNews({ triggers: [1] });
    expect(await provider.diff(id, outs, changed)).toEqual({ changes: true });
    const updated = await clock.run(provider.update(id, outs, changed));
    expect(await provider.diff(id, updated.outs, changed)).toEqual({ changes: false });
    expect(await provider.read(id, updated.outs)).toEqual({ id, props: updated.outs });
    await provider.delete(id, updated.outs);
    expect(checkCalls).toHaveLength(2);
    expect(calls).toEqual([]);
  });

  test("is refused where it takes longer than the custom time-out of the step", async () => {
    const timeouts = { create: 60_000 };
    const bounded = checkNews({}, { timeouts });
    const { failures } = await open().provider.check({}, bounded);
    expect(failures).toEqual([
      {
        property: "",
        reason: expect.stringContaining("/within: within is 5m, longer than the custom time-out"),
      },
    ]);
    expect((await open().provider.check(bounded, bounded)).failures).toEqual([]);
  });

  test("is never imported", async () => {
    const { provider, checkCalls } = open();
    const importing = provider.create(checkNews({}, { importId: "-/health/a1" }));
    await expect(importing).rejects.toMatchObject({ code: "NCF_IMPORT_FAILED" });
    expect(checkCalls).toEqual([]);
  });
});

test("a type that this package does not have is refused", async () => {
  const typo = { __step: { urn: "urn:pulumi:prod::shop::pulumi-nodejs:dynamic/ncf:ActionChek::one" } };
  await expect(open().provider.create(typo)).rejects.toMatchObject({
    code: "NCF_INPUT_INVALID",
    reason: "the resource type pulumi-nodejs:dynamic/ncf:ActionChek does not exist",
  });
});
