import { existsSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { throttle } from "../../../src/emulator/index.ts";
import { SecretValue, UnknownValue, type ValueObject } from "../../../src/model/value.ts";
import { failureOf, useScene } from "./scene.ts";

const scene = useScene();
const smoke = "ActionCheck::smoke";
const often: ValueObject = { actionName: "ready", every: "100ms", within: "20s" };
const canary = "canary-5c0ffee";

describe("a check", () => {
  test("calls until the action is healthy, keeps no journal, and calls again for a change alone", async () => {
    const { provider, emulator } = scene;
    const inputs = { ...often, params: { after: 2 } };
    expect(await provider.check(smoke, inputs)).toEqual({ inputs, failures: [] });
    const created = await provider.create(smoke, inputs);
    expect(created.outputs).toMatchObject({
      result: { ready: true },
      calls: 3,
      successes: 1,
      activationId: emulator.ledger.runs[2]?.activationId,
    });
    expect(created.id).toBe(created.outputs["activationId"]);
    expect(existsSync(join(scene.home, "journal"))).toBe(false);

    expect((await provider.diff(smoke, created, { ...inputs, every: "1s" })).changes).toBe(false);
    const changed = { ...inputs, triggers: ["r2"] };
    expect(await provider.diff(smoke, created, changed)).toEqual({
      changes: true,
      replaces: [],
      diffs: ["triggers"],
      detailed: { triggers: "add input" },
    });
    expect(emulator.ledger.posts).toHaveLength(3);
    const updated = await provider.update(smoke, created, changed);
    expect(updated.outputs["calls"]).toBe(1);
    expect(emulator.ledger.posts).toHaveLength(4);

    expect(await provider.read(smoke, created.id, updated)).toEqual(updated);
    await provider.delete(smoke, updated);
    expect(emulator.ledger.posts).toHaveLength(4);
  });

  test("that never becomes healthy keeps no state, and reports why", async () => {
    const { provider, server, emulator } = scene;
    // The start of the action's process is not part of what is looked at.
    await provider.create(smoke, often);
    emulator.ledger.clear();
    const inputs = { ...often, within: "1s", params: { after: 1000, how: "result" } };
    const resultSchema = { properties: { ready: { const: true } } };
    const { kept, message } = await failureOf(provider.create(smoke, { ...inputs, resultSchema }));
    expect(kept).toBeUndefined();
    expect(message).toMatch(
      /^NCF_CHECK_UNHEALTHY: the check of -\/ready was not healthy within 1s: \d+ calls/,
    );
    expect(message).toContain('/result/ready must be true (const); the result is {"ready":false}');
    expect(emulator.ledger.posts.length).toBeGreaterThan(1);
    expect(server.failures.map(({ name, error }) => `${name} ${error.code}`)).toEqual([
      "smoke NCF_CHECK_UNHEALTHY",
    ]);
  });

  test("of an update that fails keeps the old outputs, so that the next up checks again", async () => {
    const created = await scene.provider.create(smoke, often);
    const failing = { ...often, within: "300ms", params: { after: 1000 } };
    const { kept } = await failureOf(scene.provider.update(smoke, created, failing));
    expect(kept).toBeUndefined();
    expect((await scene.provider.diff(smoke, created, failing)).changes).toBe(true);
  });

  test("continues after a lost response, a throttled call and a failing gateway, and reports them", async () => {
    const { provider, emulator, events } = scene;
    emulator.faults.add({ on: "POST", fault: { kind: "reset", when: "afterRun" } });
    emulator.faults.add({ on: "POST", fault: { kind: "respond", when: "insteadOfRun", status: 503 } });
    emulator.faults.add({ on: "POST", fault: throttle("410") });
    const { outputs } = await provider.create(smoke, often);
    // The client itself retries a throttled call, which provably did not run.
    expect(outputs["calls"]).toBe(3);
    const reasons = events.flatMap((event) => (event.kind === "checking" ? [event.reason] : []));
    expect(reasons).toEqual([
      expect.stringMatching(/^no usable response: .+/),
      expect.stringMatching(/^no usable response: .*HTTP 503/),
    ]);
    expect(events.map(({ kind }) => kind)).toContain("retrying");
  });

  test("is ended by the engine's interrupt", async () => {
    const { provider, events } = scene;
    const endless = { ...often, within: "10m", every: "1m", params: { after: 1000 } };
    const running = failureOf(provider.create(smoke, endless));
    while (!events.some(({ kind }) => kind === "checking")) await new Promise(setImmediate);
    await provider.cancel();
    expect((await running).message).toContain("the check of -/ready was interrupted: 1 call in");
  });

  test("hides a result that may repeat a secret, in outputs and messages", async () => {
    const secret = { actionName: "echo", every: "100ms", params: { token: new SecretValue(canary) } };
    const { outputs } = await scene.provider.create(smoke, secret);
    expect(outputs["result"]).toEqual(new SecretValue({ token: canary }));
    const failing = { ...secret, within: "100ms", resultSchema: { required: ["ready"] } };
    const { message } = await failureOf(scene.provider.create(smoke, failing));
    expect(message).toContain("the result is secret");
    expect(JSON.stringify([message, scene.events])).not.toContain(canary);
  });
});

describe("a preview of a check calls nothing", () => {
  test("and tells the address of a create", async () => {
    const { outputs } = await scene.provider.create(smoke, often, { preview: true });
    const { address, ...rest } = outputs;
    expect(address).toBe(`${scene.emulator.url}/api/v2/packages/-/actions/ready?platform=classic`);
    expect(Object.keys(rest).toSorted()).toEqual([
      "activationId",
      "calls",
      "duration",
      "result",
      "successes",
    ]);
    expect(Object.values(rest).every((value) => value instanceof UnknownValue)).toBe(true);
    expect(scene.emulator.ledger.posts).toEqual([]);
  });

  test("and keeps the outputs where nothing would be checked", async () => {
    const created = await scene.provider.create(smoke, often);
    const { outputs } = await scene.provider.update(smoke, created, often, { preview: true });
    const { __state: _private, ...visible } = created.outputs;
    expect(outputs).toEqual(visible);
    const changed = { ...often, triggers: [new UnknownValue()] };
    const planned = await scene.provider.update(smoke, created, changed, { preview: true });
    expect(planned.outputs["calls"]).toBeInstanceOf(UnknownValue);
    expect(scene.emulator.ledger.posts).toHaveLength(1);
  });

  test("and refuses a time longer than the custom time-out of the step", async () => {
    const options = { preview: true, timeoutSeconds: 10 };
    const { message } = await failureOf(scene.provider.create(smoke, often, options));
    expect(message).toContain(
      "/within: within is 20s, longer than the custom time-out of the resource (10s)",
    );
  });
});

test("a check that never ends is refused before anything is sent", async () => {
  const { failures } = await scene.provider.check(smoke, { ...often, every: "30s", successes: 2 });
  expect(failures).toEqual([
    expect.stringMatching(/^\|NCF_INPUT_INVALID: \/within: within is 20s, shorter than .*\n {2}hint: /),
  ]);
});

test("a check cannot be imported or read by id", async () => {
  const importing = await failureOf(scene.provider.read(smoke, "-/ready/a1"));
  expect(importing.message).toContain("NCF_IMPORT_FAILED: a check cannot be imported or read by id");
  const reading = await failureOf(scene.provider.read(smoke, "-/ready/a1", { outputs: { endpoint: "x" } }));
  expect(reading.message).toContain("NCF_IMPORT_FAILED");
});

test("a requested re-run checks again, once", async () => {
  const created = await scene.provider.create(smoke, often);
  await scene.restart({ ...scene.config(), rerun: '{"smoke":"2026-11-25"}' });
  expect((await scene.provider.diff(smoke, created, often)).detailed).toEqual({ calls: "update" });
  const updated = await scene.provider.update(smoke, created, often);
  expect((await scene.provider.diff(smoke, updated, often)).changes).toBe(false);
  expect(scene.emulator.ledger.posts).toHaveLength(2);
});

test("a type that the provider does not have is refused, with a suggestion", async () => {
  const { message } = await failureOf(scene.provider.check("ActionChek::smoke", often));
  expect(message).toContain(
    "the resource type ncf:index:ActionChek does not exist\n  hint: write ncf:index:ActionCheck",
  );
});
