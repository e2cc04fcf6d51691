import { describe, expect, test } from "vitest";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { dynamicProvider } from "../../../src/pulumi/dynamicProvider.ts";
import { serializedProvider } from "../../../src/pulumi/serializedProvider.ts";
import { failed, found, inputs, pending, scene, succeeded, type Script } from "../resource/scene.ts";

const canary = "canary-5c0ffee";
const secretKey = "canary-key-0123456789";
const secretInputs = {
  ...inputs,
  params: { password: canary, note: 'a "quoted" canary-note' },
  secretParams: ["/password", "/note"],
};

function mark(value: Json): JsonObject {
  return { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270", value };
}

function front(script: Script = {}) {
  const { lifecycle, calls } = scene(script);
  let settings: string | undefined;
  const made = dynamicProvider({
    lifecycle,
    configure: (get) => {
      settings = get("ncf:region");
    },
    secrets: () => [secretKey],
  });
  return { front: made, calls, settings: () => settings };
}

/** The error that a promise rejects with, every text of it. */
async function errorOf(step: Promise<unknown>) {
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
  return { message: error.message, printed: `${error}: ${error.stack}`, id, properties, reasons };
}

test("takes over the config before it waits for anything", () => {
  const { front: made, settings } = front();
  void made.configure({ config: { get: (key) => `value of ${key}` } });
  expect(settings()).toBe("value of ncf:region");
});

describe("check", () => {
  test("gives the inputs back, and failures without the name of a property", async () => {
    const { front: made } = front();
    const news = { ...inputs, timeout: -1, regoin: "KR" };
    const { inputs: given, failures } = await made.check({}, news);
    expect(given).toEqual(news);
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

  test("takes secrets out of what it says", async () => {
    const { front: made } = front();
    const news = { ...secretInputs, region: canary, [secretKey]: 1 };
    expect(JSON.stringify((await made.check({}, news)).failures)).not.toContain("canary");
  });
});

test("diff says changes or none", async () => {
  const { front: made } = front({ outcomes: [succeeded("a1")] });
  const { outs } = await made.create(inputs);
  expect(await made.diff("a1", outs, inputs)).toEqual({ changes: false });
  expect(await made.diff("a1", outs, { ...inputs, triggers: [1] })).toEqual({ changes: true });
});

describe("outputs", () => {
  test("are JSON and nothing else", async () => {
    const { lifecycle } = scene({ outcomes: [succeeded("a1")] });
    const { state } = await lifecycle.create(inputs);
    const made = dynamicProvider({
      // The host fails after the call on a key whose value is undefined, and would lose what came of it.
      lifecycle: { ...lifecycle, create: async () => ({ state: { ...state, start: undefined as never } }) },
      configure: () => {},
      secrets: () => [],
    });
    const { id, outs } = await made.create(inputs);
    expect(id).toBe("a1");
    expect(outs).toStrictEqual(JSON.parse(JSON.stringify(outs)));
    expect(Object.keys(outs)).not.toContain("start");
  });

  test("hold no mark where no param is secret", async () => {
    const { front: made } = front({ outcomes: [succeeded("a1")] });
    const { outs } = await made.create(inputs);
    expect(outs["result"]).toEqual({ ok: true });
    expect(Object.keys(outs)).not.toContain("secretParams");
  });

  test("mark the result and the fingerprint where a param is secret, and a read keeps it so", async () => {
    const { front: made } = front({
      outcomes: [succeeded("a1", { echo: canary })],
      answers: [found("a1", { echo: canary })],
    });
    const { outs } = await made.create(secretInputs);
    expect(outs).toMatchObject({
      result: mark({ echo: canary }),
      fingerprint: mark(expect.stringMatching(/^[\w-]{43}$/)),
      secretParams: ["/password", "/note"],
    });
    // The host gives values back without marks.
    const plain = Object.fromEntries(
      Object.entries(outs).map(([key, value]) => [key, (value as { value?: Json })?.value ?? value]),
    ) as JsonObject;
    expect(await made.diff("a1", plain, secretInputs)).toEqual({ changes: false });
    const { id, props } = await made.read("a1", plain);
    expect(id).toBe("a1");
    expect(props).toEqual(outs);
  });

  test("mark the fingerprint, from which a short one could be guessed, where a trigger is secret, and nothing else", async () => {
    const { front: made, calls } = front({ outcomes: [succeeded("a1")], answers: [found("a1")] });
    const open = { ...inputs, triggers: [1234] };
    const secret = { ...open, secretTriggers: ["/0"] };
    const { outs: older } = await made.create(open);
    expect(await made.diff("a1", older, secret)).toEqual({ changes: true });
    const { outs } = await made.update("a1", older, secret);
    const { fingerprint, ...rest } = older;
    expect(outs).toEqual({ ...rest, fingerprint: mark(fingerprint as Json), secretTriggers: ["/0"] });
    const plain = { ...outs, fingerprint: fingerprint as Json };
    expect(await made.diff("a1", plain, secret)).toEqual({ changes: false });
    expect((await made.read("a1", plain)).props["fingerprint"]).toEqual(outs["fingerprint"]);
    expect((await made.update("a1", plain, open)).outs).toEqual(older);
    expect(calls).toHaveLength(1);
  });

  test("are marked by an update that calls nothing when params became secret, and unmarked again", async () => {
    const { front: made, calls } = front({ outcomes: [succeeded("a1", { echo: canary })] });
    const { secretParams: _secret, ...open } = secretInputs;
    const { outs } = await made.create(open);
    expect(await made.diff("a1", outs, secretInputs)).toEqual({ changes: true });
    const hidden = (await made.update("a1", outs, secretInputs)).outs;
    expect(hidden["result"]).toEqual(mark({ echo: canary }));
    const shown = (await made.update("a1", { ...outs, secretParams: ["/password"] }, open)).outs;
    expect(shown).toEqual(outs);
    expect(calls).toHaveLength(1);
  });
});

describe("a step that fails with something to keep", () => {
  test.each([
    ["pending", pending("a1"), "NCF_PENDING"],
    ["failed", failed("a1"), "NCF_ACTION_FAILED"],
  ])("carries the id, the outputs and the provider's text (%s)", async (kind, outcome, code) => {
    const { front: made } = front({ outcomes: [outcome] });
    const { id, properties, reasons, message } = await errorOf(made.create(inputs));
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

  test("marks secrets in what it carries", async () => {
    const { front: made } = front({ outcomes: [failed("a1", canary)] });
    const { properties } = await errorOf(made.create(secretInputs));
    expect(properties).toMatchObject({
      result: mark({ error: canary }),
      secretParams: ["/password", "/note"],
    });
  });

  test("does the same in an update", async () => {
    const { front: made } = front({ outcomes: [succeeded("a1"), pending("a2")] });
    const { outs } = await made.create(inputs);
    const { id, properties } = await errorOf(made.update("a1", outs, { ...inputs, triggers: [1] }));
    expect([id, properties?.["generation"]]).toEqual(["a2", 2]);
  });
});

test("a step that fails with nothing to keep carries no id", async () => {
  const { front: made } = front({ outcomes: [{ kind: "notSent", reason: "connection refused" }] });
  expect(await errorOf(made.create(inputs))).toMatchObject({ id: undefined, properties: undefined });
});

describe("secrets are taken out of everything that is printed", () => {
  const repeated = `${canary} and ${JSON.stringify(secretInputs.params.note)} and ${secretKey}`;

  test.each<[string, Script]>([
    ["an action's own error", { outcomes: [failed("a1", repeated)] }],
    ["an action's own error object", { outcomes: [failed("a1", { at: [repeated] })] }],
    ["an unknown outcome", { outcomes: [{ kind: "unknown", reason: repeated, delivery: "sent" }] }],
    [
      "a refusal",
      {
        outcomes: [
          {
            kind: "rejected",
            isTemporary: false,
            error: { status: 400, origin: "service", message: repeated },
          },
        ],
      },
    ],
    [
      "why a pending run cannot be read",
      { outcomes: [pending("a1")], answers: [{ kind: "unreadable", reason: repeated }] },
    ],
  ])("in %s", async (_what, script) => {
    const { message, printed, reasons } = await errorOf(front(script).front.create(secretInputs));
    expect(message).toContain("[secret] and ");
    expect(printed + (reasons ?? []).join("\n")).not.toContain("canary");
  });

  test("in a stack that was written before", async () => {
    const { lifecycle } = scene();
    const error = new Error(secretKey);
    expect(error.stack).toContain(secretKey);
    const made = dynamicProvider({
      lifecycle: { ...lifecycle, read: () => Promise.reject(error) },
      configure: () => {},
      secrets: () => [secretKey],
    });
    expect((await errorOf(made.read("a1", {}))).printed).not.toContain("canary");
  });

  test("in what a read fails with", async () => {
    const refused = {
      kind: "refused",
      error: { status: 403, origin: "service", message: secretKey },
    } as const;
    const { front: made } = front({ answers: [refused] });
    const { printed } = await errorOf(made.read("db/migrate/a1", {}));
    expect(printed).toContain("[secret]");
    expect(printed).not.toContain("canary");
  });
});

test("delete calls nothing", async () => {
  const { front: made, calls } = front();
  expect(await made.delete("a1", {})).toBeUndefined();
  expect(calls).toEqual([]);
});

test("a long error is cut after its secrets are out, so that none is cut in two", async () => {
  const error = "x".repeat(7_900) + canary.repeat(20);
  const { front: made } = front({ outcomes: [failed("a1", error)] });
  const { message } = await errorOf(made.create(secretInputs));
  expect(message.length).toBeLessThan(8_100);
  expect(message).toMatch(/…$/);
  expect(message).not.toContain(canary.slice(0, 5));
});
