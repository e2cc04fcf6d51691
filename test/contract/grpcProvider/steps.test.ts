import messages from "@pulumi/pulumi/proto/provider_pb.js";
import { describe, expect, test } from "vitest";
import { SecretValue, UnknownValue, type ValueObject } from "../../../src/model/value.ts";
import { toWire } from "../../../src/pulumi/wire.ts";
import { failureOf, fromEngine, useScene } from "./scene.ts";

const scene = useScene();
const echo: ValueObject = { actionName: "echo", params: { a: 1 } };
const canary = "canary-5c0ffee";

describe("a resource", () => {
  test("goes through every step, and its action is called by create and by a change alone", async () => {
    const { provider, emulator } = scene;
    expect(await provider.check("one", echo)).toEqual({ inputs: echo, failures: [] });
    expect(emulator.ledger.posts).toEqual([]);

    const created = await provider.create("one", echo);
    expect(created.outputs).toMatchObject({
      activationId: created.id,
      outcome: "succeeded",
      result: { a: 1 },
      success: true,
      generation: 1,
      attempts: 1,
    });
    expect(emulator.ledger.runs.map(({ activationId }) => activationId)).toEqual([created.id]);

    expect(await provider.diff("one", created, { ...echo, timeout: 1000 })).toMatchObject({ changes: false });
    const changed = { ...echo, params: { a: 2 } };
    expect(await provider.diff("one", created, changed)).toEqual({
      changes: true,
      replaces: [],
      diffs: ["params"],
      detailed: { params: "update input" },
    });
    expect(emulator.ledger.posts).toHaveLength(1);

    const updated = await provider.update("one", created, changed);
    expect(updated.outputs).toMatchObject({ result: { a: 2 }, generation: 2 });
    expect(emulator.ledger.posts).toHaveLength(2);

    expect(await provider.read("one", created.id, updated)).toEqual(updated);
    emulator.set({ activationsExpired: true });
    expect(await provider.read("one", created.id, updated)).toEqual(updated);
    await provider.delete("one", updated);
    expect(emulator.ledger.posts).toHaveLength(2);
  });

  test("with an onDelete marks in its state what is secret, and is deleted with it", async () => {
    const { provider, emulator } = scene;
    const params = { token: new SecretValue(canary), id: "${previous.result.a}" };
    const created = await provider.create("one", { ...echo, onDelete: { actionName: "echo", params } });
    expect(created.outputs["__state"]).toMatchObject({
      onDelete: { params: { token: new SecretValue(canary), id: "${previous.result.a}" } },
    });
    await provider.delete("one", created);
    expect(emulator.ledger.posts.at(-1)?.params).toEqual({ token: canary, id: 1 });
  });

  test("with a URN that cannot be read is refused, which is no bug of the provider", async () => {
    const { provider, emulator } = scene;
    const request = new messages.CreateRequest().setUrn("urn:pulumi:dev").setProperties(toWire(echo));
    const { message } = await failureOf(provider.call("create", request));
    expect(message).toContain('NCF_INPUT_INVALID: the URN "urn:pulumi:dev" cannot be read');
    expect(emulator.ledger.posts).toEqual([]);
  });

  test("that was deleted and declared again calls again", async () => {
    const { provider, emulator } = scene;
    await provider.delete("one", await provider.create("one", echo));
    await provider.create("one", echo);
    expect(emulator.ledger.posts).toHaveLength(2);
  });

  test("of 50 in parallel runs once and gets its own result", async () => {
    const { provider, emulator } = scene;
    const numbers = Array.from({ length: 50 }, (_, at) => at);
    const created = await Promise.all(
      numbers.map((number) => provider.create(`n${number}`, { actionName: "echo", params: { number } })),
    );
    expect(created.map(({ outputs }) => outputs["result"])).toEqual(numbers.map((number) => ({ number })));
    expect(new Set(created.map(({ id }) => id)).size).toBe(50);
    expect(emulator.ledger.posts).toHaveLength(50);
  });
});

describe("a diff names what changed and how", () => {
  test.each<readonly [string, ValueObject, ValueObject, Record<string, string>]>([
    ["a new input", { actionName: "echo" }, { actionName: "echo", triggers: [1] }, { triggers: "add input" }],
    ["a removed input", echo, { actionName: "echo" }, { params: "delete input" }],
    ["another action", echo, { ...echo, actionName: "hello" }, { actionName: "update input" }],
  ])("%s", async (_what, before, after, detailed) => {
    const created = await scene.provider.create("one", before);
    const diff = await scene.provider.diff("one", created, after);
    expect(diff).toMatchObject({ changes: true, replaces: [], detailed });
  });

  test("another endpoint in the stack's config changes the output address", async () => {
    const created = await scene.provider.create("one", echo);
    await scene.provider.configure({ endpoint: "http://127.0.0.1:9", accessKey: "a", secretKey: "b" });
    const diff = await scene.provider.diff("one", created, echo);
    expect(diff.detailed).toEqual({ address: "update" });
  });

  test("a requested re-run changes the generation, once", async () => {
    const created = await scene.provider.create("one", echo);
    await scene.restart({ ...scene.config(), rerun: '{"one":"2026-11-25"}' });
    expect((await scene.provider.diff("one", created, echo)).detailed).toEqual({ generation: "update" });
    const updated = await scene.provider.update("one", created, echo);
    expect(updated.outputs["generation"]).toBe(2);
    expect((await scene.provider.diff("one", updated, echo)).changes).toBe(false);
  });
});

describe("a preview calls nothing and returns only known outputs", () => {
  test("of a create: the address", async () => {
    const { outputs } = await scene.provider.create("one", echo, { preview: true });
    const { address, ...rest } = outputs;
    expect(address).toBe(`${scene.emulator.url}/api/v2/packages/-/actions/echo?platform=classic`);
    expect(Object.keys(rest)).toContain("result");
    expect(Object.values(rest).every((value) => value instanceof UnknownValue)).toBe(true);
    expect(scene.emulator.ledger.posts).toEqual([]);
  });

  test("of a create with an unknown action: nothing", async () => {
    const inputs = { actionName: new UnknownValue() };
    const { outputs } = await scene.provider.create("one", inputs, { preview: true });
    expect(outputs["address"]).toBeInstanceOf(UnknownValue);
  });

  test("of a create with secret params: that the result will be secret", async () => {
    const inputs = { actionName: "echo", params: { password: new SecretValue(canary) } };
    const { outputs } = await scene.provider.create("one", inputs, { preview: true });
    expect(outputs["result"]).toEqual(new SecretValue(new UnknownValue()));
  });

  test("of an update that calls nothing: the outputs as they are", async () => {
    const created = await scene.provider.create("one", echo);
    const { outputs } = await scene.provider.update("one", created, echo, { preview: true });
    const { __state: _private, ...visible } = created.outputs;
    expect(outputs).toEqual(visible);
  });

  test("of an update that calls: the address", async () => {
    const created = await scene.provider.create("one", echo);
    const news = { ...echo, params: { a: new UnknownValue() } };
    expect((await scene.provider.diff("one", created, news)).detailed).toEqual({ params: "update input" });
    const { outputs } = await scene.provider.update("one", created, news, { preview: true });
    expect(outputs["result"]).toBeInstanceOf(UnknownValue);
    expect(outputs["address"]).toBe(created.outputs["address"]);
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("of an update that calls another action: that action's address", async () => {
    const inputs = { ...echo, onUpdate: { actionName: "hello" } };
    const created = await scene.provider.create("one", inputs);
    const news = { ...inputs, triggers: [1] };
    const { outputs } = await scene.provider.update("one", created, news, { preview: true });
    const updated = await scene.provider.update("one", created, news);
    expect(outputs["address"]).toBe(updated.outputs["address"]);
    expect(outputs["address"]).toContain("/actions/hello?");
  });

  test("checks tolerate unknown parts at any depth", async () => {
    const paramsSchema = { properties: { list: { items: { required: ["a"] } } } };
    const news = {
      ...echo,
      params: { list: [{ a: [new UnknownValue()] }, new UnknownValue()] },
      paramsSchema,
    };
    expect(await scene.provider.check("one", news)).toEqual({ inputs: news, failures: [] });
  });
});

describe("a check", () => {
  test("refuses with code, pointer, reason and hint, and never names a property", async () => {
    const news = { ...echo, params: [canary], timeout: 70_000 };
    const { failures } = await scene.provider.check("one", news);
    expect(failures.toSorted()).toEqual([
      expect.stringMatching(/^\|NCF_INPUT_INVALID: \/timeout: .*\n {2}hint: /),
      expect.stringMatching(/^\|NCF_PARAMS_NOT_JSON: \/params: .*\n {2}hint: /),
    ]);
    expect(failures.join("\n")).not.toContain(canary);
    expect(scene.server.failures.map(({ name, error }) => `${name} ${error.code}`).toSorted()).toEqual([
      "one NCF_INPUT_INVALID",
      "one NCF_PARAMS_NOT_JSON",
    ]);
  });

  test("refuses an asset among the params", async () => {
    const asset = { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: "hello" };
    const { failures } = await scene.provider.check("one", {
      ...echo,
      params: { file: fromEngine(asset) },
    });
    expect(failures).toEqual([expect.stringMatching(/^\|NCF_PARAMS_NOT_JSON: \/params\/file: is an asset/)]);
  });

  test("lists the places where credentials were looked for", async () => {
    await scene.restart({ endpoint: scene.emulator.url });
    const { failures } = await scene.provider.check("one", echo);
    expect(failures).toEqual([
      expect.stringMatching(/^\|NCF_CREDENTIALS_MISSING: .*ncf:accessKey.*NCLOUD_ACCESS_KEY/s),
    ]);
  });
});

describe("a step that fails and leaves a resource", () => {
  const slow: ValueObject = { packageName: "tools", actionName: "slow", params: { ms: 300 }, timeout: 0 };

  test("keeps a pending activation, which the next update follows without a call", async () => {
    const { provider, emulator } = scene;
    const inputs = { ...slow, waitFor: 0 };
    const { kept, message } = await failureOf(provider.create("one", inputs));
    expect(message).toContain("NCF_PENDING");
    expect(kept).toMatchObject({
      id: emulator.ledger.runs[0]?.activationId,
      outputs: { outcome: "pending", activationId: kept?.id },
      reasons: [message],
    });
    const old = { id: kept?.id ?? "", inputs, outputs: kept?.outputs ?? {} };
    expect((await provider.diff("one", old, inputs)).detailed).toEqual({ outcome: "update" });
    const planned = await provider.update("one", old, slow, { preview: true });
    expect(planned.outputs).toMatchObject({
      activationId: kept?.id,
      result: new UnknownValue(),
      generation: 1,
    });
    const { outputs } = await provider.update("one", old, { ...slow, waitFor: "20s" });
    expect(outputs).toMatchObject({ outcome: "succeeded", activationId: kept?.id, result: { sleptMs: 300 } });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test("keeps a failed run, and a second one in its place", async () => {
    const throws = { actionName: "end", params: { how: "throw" } };
    const { kept } = await failureOf(scene.provider.create("one", throws));
    expect(kept?.outputs).toMatchObject({ outcome: "failed", success: false, generation: 1 });
    const old = { id: kept?.id ?? "", inputs: throws, outputs: kept?.outputs ?? {} };
    expect((await scene.provider.diff("one", old, throws)).detailed).toEqual({ generation: "update" });
    const again = await failureOf(scene.provider.update("one", old, throws));
    expect(again.kept).toMatchObject({ id: kept?.id, outputs: { outcome: "failed", generation: 2 } });
    expect(again.kept?.outputs["activationId"]).not.toBe(kept?.id);
    expect(scene.server.failures.map(({ error }) => error.code)).toEqual([
      "NCF_ACTION_FAILED",
      "NCF_ACTION_FAILED",
    ]);
  });

  test("keeps the error of an action however long it is", async () => {
    const params = { how: "reject", value: { message: "m", rest: "x".repeat(40_000) } };
    const { kept } = await failureOf(scene.provider.create("one", { actionName: "end", params }));
    expect(JSON.stringify(kept?.outputs["result"]).length).toBeGreaterThan(40_000);
  });

  test("a custom time-out bounds how long a pending activation is followed", async () => {
    const inputs = { ...slow, params: { ms: 5000 }, waitFor: "1h" };
    const { message } = await failureOf(scene.provider.create("one", inputs, { timeoutSeconds: 0.2 }));
    expect(message).toContain("NCF_PENDING");
  });
});

test("a step that leaves nothing carries no details", async () => {
  const { kept, message } = await failureOf(scene.provider.create("one", { actionName: "nowhere" }));
  expect(kept).toBeUndefined();
  expect(message).toContain("NCF_REJECTED");
  expect(scene.server.failures.map(({ name, error }) => [name, error.code])).toEqual([
    ["one", "NCF_REJECTED"],
  ]);
});
