import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { startEmulator, type Emulator } from "../../src/emulator/index.ts";
import { isJsonObject, type Json, type JsonObject } from "../../src/model/json.ts";
import { serializedProvider } from "../../src/pulumi/serializedProvider.ts";
import { providerConfig } from "../support/providerConfig.ts";
import { ProviderFailure, ProviderProcess } from "../support/ProviderProcess.ts";
import { dummyKeys } from "../support/signedFetch.ts";

/** The engine's own sentinel of a value that is not known yet. */
const unknownString = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const marks = JSON.parse(
  readFileSync(new URL("../cases/marksInResult.json", import.meta.url), "utf8"),
) as readonly JsonObject[];

function holdsMark(value: unknown): boolean {
  if (value === unknownString) return true;
  if (typeof value !== "object" || value === null) return false;
  return "4dabf18193072939515e22adb298388d" in value || Object.values(value).some(holdsMark);
}

const canary = "canary-5c0ffee";
const echo = { actionName: "echo", params: { a: 1 } };

let emulator: Emulator;
let provider: ProviderProcess;
beforeEach(async () => {
  emulator = await startEmulator({
    actionsDir: fileURLToPath(new URL("../support/actions", import.meta.url)),
    allowRead: [fileURLToPath(new URL("../cases", import.meta.url))],
    credentials: dummyKeys,
  });
  provider = await ProviderProcess.start({
    config: providerConfig(emulator),
  });
});
afterEach(async () => {
  await provider.close();
  await emulator.close();
});

async function failureOf(step: Promise<unknown>): Promise<ProviderFailure> {
  const error: unknown = await step.catch((reason: unknown) => reason);
  if (!(error instanceof ProviderFailure)) throw new Error("it did not fail");
  return error;
}

/** Outputs as the engine returns them to a provider that takes no secrets: without the marks. */
function unmarked(outs: JsonObject): JsonObject {
  const open = (value: Json): Json => {
    if (!isJsonObject(value)) return value;
    if (value["4dabf18193072939515e22adb298388d"] === "1b47061264138c4ac30d75fd1eb44270") {
      return value["value"] ?? null;
    }
    return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, open(one)]));
  };
  return open(outs) as JsonObject;
}

test("no more calls are in flight than the stack config allows", async () => {
  await provider.close();
  provider = await ProviderProcess.start({
    config: { ...providerConfig(emulator), "ncf:callsInFlight": "1" },
  });
  emulator.set({ concurrencyLimit: 1 });
  const inputs = { packageName: "tools", actionName: "slow", params: { ms: 30 } };
  const created = await Promise.all(Array.from({ length: 5 }, () => provider.create(inputs)));
  expect(created.map(({ outs }) => outs["outcome"])).toEqual(Array(5).fill("succeeded"));
  expect(emulator.ledger.posts).toHaveLength(5);
});

describe("the life of a resource in the real provider process", () => {
  test("goes through every step, and posts for create and for a change alone", async () => {
    const checked = await provider.check(echo);
    expect(checked).toEqual({
      inputs: { ...echo, __step: { urn: expect.any(String) }, __provider: serializedProvider },
      failures: [],
    });
    expect(emulator.ledger.posts).toEqual([]);

    const { id, outs } = await provider.create(echo);
    expect(outs).toMatchObject({
      __provider: serializedProvider,
      activationId: id,
      outcome: "succeeded",
      result: { a: 1 },
      success: true,
      generation: 1,
      attempts: 1,
    });
    expect(emulator.ledger.runs.map(({ activationId }) => activationId)).toEqual([id]);

    expect(await provider.diff(id, outs, { ...echo, timeout: 1000 })).toBe("none");
    const changed = { ...echo, params: { a: 2 } };
    expect(await provider.diff(id, outs, changed)).toBe("some");
    expect(emulator.ledger.posts).toHaveLength(1);

    const updated = await provider.update(id, outs, changed);
    expect(updated.outs).toMatchObject({ __provider: serializedProvider, result: { a: 2 }, generation: 2 });
    expect(emulator.ledger.posts).toHaveLength(2);

    expect(await provider.read(id, updated.outs)).toEqual({ id, props: updated.outs });
    emulator.set({ activationsExpired: true });
    expect(await provider.read(id, updated.outs)).toEqual({ id, props: updated.outs });
    await provider.delete(id, updated.outs);
    expect(emulator.ledger.posts).toHaveLength(2);
  });

  test("check refuses with code, pointer and hint and never names a property", async () => {
    const { failures } = await provider.check({ ...echo, params: [canary], timeout: 70_000 });
    expect(failures.toSorted()).toEqual([
      expect.stringMatching(/^\|NCF_INPUT_INVALID: \/timeout: .*\n {2}hint: /),
      expect.stringMatching(/^\|NCF_PARAMS_NOT_JSON: \/params: .*\n {2}hint: /),
    ]);
    expect(failures.join("\n")).not.toContain(canary);
  });

  test("check and diff take values that are not known yet", async () => {
    const { id, outs } = await provider.create(echo);
    const news = { ...echo, params: { a: unknownString }, paramsSchema: { properties: { a: { const: 1 } } } };
    expect((await provider.check(news)).failures).toEqual([]);
    expect(await provider.diff(id, outs, news)).toBe("some");
  });

  test("adopts a run that is over", async () => {
    const { id } = await provider.create(echo);
    const adopted = await provider.create({ ...echo, __step: { importId: `-/echo/${id}` } });
    expect(adopted).toMatchObject({ id, outs: { activationId: id, attempts: 0, generation: 1 } });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test("reads a run by its id alone", async () => {
    const { id } = await provider.create(echo);
    const { id: read, props } = await provider.read(`-/echo/${id}`, {});
    expect([read, unmarked(props)["result"]]).toEqual([id, { a: 1 }]);
  });
});

describe("a step that fails with something to keep", () => {
  test("gives the engine a pending run to keep, which the next update follows to its end", async () => {
    const slow = { packageName: "tools", actionName: "slow", params: { ms: 300 }, timeout: 0, waitFor: 0 };
    const { kept, message } = await failureOf(provider.create(slow));
    expect(message).toContain("NCF_PENDING");
    expect(kept).toMatchObject({
      id: emulator.ledger.runs[0]?.activationId,
      outs: { __provider: serializedProvider, outcome: "pending", activationId: kept?.id },
      reasons: [message],
    });
    const olds = kept?.outs ?? {};
    expect(await provider.diff(kept?.id ?? "", olds, slow)).toBe("some");
    const { outs } = await provider.update(kept?.id ?? "", olds, { ...slow, waitFor: "20s" });
    expect(outs).toMatchObject({ outcome: "succeeded", activationId: kept?.id, result: { sleptMs: 300 } });
    expect(emulator.ledger.posts).toHaveLength(1);
  });

  test("gives the engine a failed run to keep, and a second one in its place", async () => {
    const throws = { actionName: "end", params: { how: "throw" } };
    const { kept } = await failureOf(provider.create(throws));
    expect(kept?.outs).toMatchObject({ outcome: "failed", success: false, generation: 1 });
    const again = await failureOf(provider.update(kept?.id ?? "", kept?.outs ?? {}, throws));
    expect(again.kept?.outs).toMatchObject({ outcome: "failed", generation: 2 });
    expect(again.kept?.outs["activationId"]).not.toBe(kept?.id);
    expect(emulator.ledger.runs).toHaveLength(2);
  });
});

test("a step that fails with nothing to keep carries no details", async () => {
  const { kept, message } = await failureOf(provider.create({ actionName: "nowhere" }));
  expect(kept).toBeUndefined();
  expect(message).toContain("NCF_REJECTED");
});

test("nothing but the port is written to standard output, however steps end", async () => {
  const { id, outs } = await provider.create(echo);
  await provider.check({ ...echo, timeout: -1 });
  await failureOf(provider.create({ actionName: "end", params: { how: "throw" } }));
  await failureOf(provider.read("of another shape", {}));
  await provider.delete(id, outs);
  expect(provider.output.stdout).toMatch(/^\d+\n$/);
});

test("50 parallel creates as the first requests of a process run once each and return their own results", async () => {
  const numbers = Array.from({ length: 50 }, (_, at) => at);
  const created = await Promise.all(
    numbers.map((number) => provider.create({ actionName: "echo", params: { number } })),
  );
  expect(created.map(({ outs }) => outs["result"])).toEqual(numbers.map((number) => ({ number })));
  expect(new Set(created.map(({ id }) => id)).size).toBe(50);
  expect(emulator.ledger.runs).toHaveLength(50);
  expect(emulator.ledger.posts).toHaveLength(50);
});

test("a result that looks like marks of the engine is data in every step, and is sent as it was", async () => {
  for (const [number, value] of marks.entries()) {
    const inputs = { actionName: "marks", params: { number } };
    const { id, outs } = await provider.create(inputs);
    expect(holdsMark(outs["result"])).toBe(false);
    expect(await provider.diff(id, outs, inputs)).toBe("none");
    expect(await provider.read(id, outs)).toEqual({ id, props: outs });
    await provider.create({ actionName: "echo", params: { given: outs["result"] ?? null } });
    expect(emulator.ledger.posts.at(-1)?.params).toEqual({ given: value });
  }
});

describe("secrets", () => {
  const secret = { ...echo, params: { password: canary }, __step: { secretPointers: ["/params/password"] } };

  test("are marked in what goes to the engine, also by a later refresh", async () => {
    const { id, outs } = await provider.create(secret);
    expect(unmarked(outs)["result"]).toEqual({ password: canary });
    expect(JSON.stringify({ ...outs, result: undefined })).not.toContain(canary);
    expect(outs["result"]).not.toEqual({ password: canary });
    expect(await provider.diff(id, unmarked(outs), secret)).toBe("none");
    expect((await provider.read(id, unmarked(outs))).props["result"]).toEqual(outs["result"]);
  });

  test("are not printed when an action fails with them, nor kept in clear", async () => {
    const params = { how: "reject", value: { message: canary } };
    const failing = { actionName: "end", params, __step: { secretPointers: ["/params/value/message"] } };
    const { kept, message } = await failureOf(provider.create(failing));
    expect(message).toMatch(/^NCF_ACTION_FAILED: activation \w+/);
    // The engine shows what the provider process writes, and keeps the message.
    expect(JSON.stringify(provider.output)).toContain("[secret]");
    expect(message + (kept?.reasons ?? []).join("\n")).not.toContain(canary);
    expect(JSON.stringify({ ...kept?.outs, result: undefined })).not.toContain(canary);
    expect(JSON.stringify(provider.output)).not.toContain(canary);
  });

  test("a key that the API refuses is not printed", async () => {
    await provider.close();
    provider = await ProviderProcess.start({
      config: { "ncf:endpoint": emulator.url },
      env: { NCLOUD_ACCESS_KEY: dummyKeys.accessKey, NCLOUD_SECRET_KEY: canary },
    });
    const { message } = await failureOf(provider.create(echo));
    expect(message).toContain("NCF_REJECTED");
    expect(message + JSON.stringify(provider.output)).not.toContain(canary);
    expect(emulator.ledger.runs).toEqual([]);
  });

  test("check reports invalid limits in the stack config, and nothing is sent", async () => {
    await provider.close();
    provider = await ProviderProcess.start({
      config: { ...providerConfig(emulator), "ncf:callsInFlight": "0", "ncf:callsPerSecond": "fast" },
    });
    const { failures } = await provider.check(echo);
    expect(failures).toEqual([
      expect.stringMatching(
        /^\|NCF_INPUT_INVALID: stack config ncf:callsInFlight must be .*, not "0"\n {2}hint: /,
      ),
      expect.stringMatching(
        /^\|NCF_INPUT_INVALID: stack config ncf:callsPerSecond must be .*, not "fast"\n {2}hint: /,
      ),
    ]);
    expect(emulator.ledger.posts).toEqual([]);
  });

  test("check names every place where credentials were looked for, and nothing is sent", async () => {
    await provider.close();
    provider = await ProviderProcess.start({ config: { "ncf:endpoint": emulator.url } });
    const { failures } = await provider.check(echo);
    expect(failures).toEqual([
      expect.stringMatching(/^\|NCF_CREDENTIALS_MISSING: .*ncf:accessKey.*NCLOUD_ACCESS_KEY/s),
    ]);
    expect(emulator.ledger.posts).toEqual([]);
  });
});
