import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, startEmulator } from "../../src/emulator/index.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
});
afterEach(() => emulator.close());

interface Content {
  activationId: string;
  name: string;
  start: number;
  end: number;
  duration: number;
  logs?: string[];
  response: { status: string; success: boolean; result: Record<string, unknown> };
}

async function invoke(path: string, params: object = {}, query = ""): Promise<Content> {
  const [packageName, actionName] = path.split("/");
  const target = `/api/v2/packages/${packageName}/actions/${actionName}${query}`;
  const answer = await signedFetch(emulator.url, target, { body: JSON.stringify(params) });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as { content: Content }).content;
}

async function readDetail(path: string, activationId: string): Promise<Content> {
  const [packageName, actionName] = path.split("/");
  const target = `/ncf/api/v2/packages/${packageName}/actions/${actionName}/activations/${activationId}`;
  const answer = await signedFetch(emulator.url, target);
  return ((await answer.json()) as { content: Content }).content;
}

async function endOf(params: object): Promise<Content["response"]> {
  return (await invoke("-/end", params)).response;
}

const developerError = (error: unknown): object => ({
  status: "action developer error",
  success: false,
  result: { error },
});

describe("an action", () => {
  test("runs with its params and returns a full record without logs", async () => {
    const content = await invoke("-/hello", { name: "world" });
    expect(content).toEqual({
      activationId: expect.stringMatching(/^[0-9a-f]{32}$/),
      name: "hello",
      namespace: "emulatorNs",
      subject: "emulatorNs",
      start: expect.any(Number),
      end: expect.any(Number),
      duration: content.end - content.start,
      response: { result: { greeting: "hello world" }, status: "success", success: true },
    });
  });

  test("is found in a package, under the prefix of v2.1 too", async () => {
    const answer = await signedFetch(emulator.url, "/ncf/api/v2/packages/tools/actions/shout?platform=vpc", {
      body: '{"text":"hey"}',
    });
    expect(await answer.json()).toMatchObject({ content: { response: { result: { text: "HEY" } } } });
  });

  test("gets its own params overlaid by the request's top-level keys", async () => {
    const { response } = await invoke("-/defaults", { options: { c: 3 } }, "?platform=vpc");
    expect(response.result).toEqual({ greeting: "hello", options: { c: 3 } });
  });

  test("gets no params from an empty body", async () => {
    const answer = await signedFetch(emulator.url, "/api/v2/packages/-/actions/echo", { body: "" });
    expect(await answer.json()).toMatchObject({ content: { response: { result: {} } } });
  });

  test("keeps the state of its module from call to call", async () => {
    await invoke("-/count");
    expect((await invoke("-/count")).response.result).toEqual({ count: 2 });
  });

  test("starts anew after its file has changed", async () => {
    const dir = mkdtempSync(join(tmpdir(), "emulator-"));
    const other = await startEmulator({ actionsDir: dir, credentials: dummyKeys });
    try {
      const results: unknown[] = [];
      for (const answer of [1, 22]) {
        writeFileSync(join(dir, "changing.js"), `function main() { return { answer: ${answer} }; }`);
        const response = await signedFetch(other.url, "/api/v2/packages/-/actions/changing", { body: "{}" });
        results.push(((await response.json()) as { content: Content }).content.response.result);
      }
      expect(results).toEqual([{ answer: 1 }, { answer: 22 }]);
    } finally {
      await other.close();
      rmSync(dir, { recursive: true });
    }
  });

  test("has OpenWhisk's variables and none of this process", async () => {
    const { activationId, response } = await invoke("-/end", { how: "showEnv" });
    expect(response.result).toEqual({
      env: {
        __OW_NAMESPACE: "emulatorNs",
        __OW_ACTION_NAME: "/emulatorNs/end",
        __OW_ACTIVATION_ID: activationId,
        __OW_DEADLINE: expect.stringMatching(/^\d{13}$/),
      },
    });
  });

  test("has what it writes kept as logs of its activation", async () => {
    const { activationId } = await invoke("-/hello", { name: "world" });
    expect((await readDetail("-/hello", activationId)).logs).toEqual([
      expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z stdout: greeting world$/),
    ]);
  });
});

describe("the end of an action", () => {
  test("is an empty object for undefined", async () => {
    expect(await endOf({ how: "nothing" })).toEqual({ status: "success", success: true, result: {} });
  });

  test.each([1, "text", null, [1], false])("is a developer error for the result %j", async (value) => {
    expect(await endOf({ how: "return", value })).toEqual(
      developerError("The action did not return a dictionary."),
    );
  });

  test("is a developer error for a result that is not JSON", async () => {
    expect(await endOf({ how: "cycle" })).toEqual(
      developerError("The action did not produce a valid JSON response."),
    );
  });

  test("is a developer error for a result over 1 MiB", async () => {
    expect(await endOf({ how: "large" })).toEqual(
      developerError(
        "The action produced a response that exceeded the allowed length: 1048587 > 1048576 bytes.",
      ),
    );
  });

  test("is a developer error for a throw", async () => {
    expect(await endOf({ how: "throw" })).toEqual(developerError("An error has occurred: Error: boom"));
  });

  test.each(["exit", "late"])("is a developer error when its container dies by %s", async (how) => {
    expect(await endOf({ how })).toEqual(
      developerError("The action did not produce a valid response and exited unexpectedly."),
    );
  });

  test("is an application error that keeps the error alone when one is returned", async () => {
    expect(await endOf({ how: "return", value: { error: "no", other: 1 } })).toEqual({
      status: "application error",
      success: false,
      result: { error: "no" },
    });
  });

  test.each([
    [{ done: false }, { done: false }],
    ["text", "text"],
    [undefined, {}],
  ])("is an application error for a promise rejected with %j", async (value, error) => {
    const response = await endOf({ how: "reject", value });
    expect(response).toEqual({ status: "application error", success: false, result: { error } });
  });

  test("is an application error with name, message and stack for a promise rejected with an Error", async () => {
    const { result } = await endOf({ how: "rejectError" });
    expect(result).toEqual({
      error: { name: "TypeError", message: "boom", stack: expect.stringContaining("end.cjs") },
    });
  });

  test.each([
    ["broken", /^Initialization has failed due to: Error: broken at load\n/],
    ["nomain", /^Initialization has failed due to: Error: Action entrypoint 'main' is not a function\./],
  ])("is a developer error when %s cannot be loaded", async (name, text) => {
    expect((await invoke(`-/${name}`)).response).toEqual(developerError(expect.stringMatching(text)));
  });

  test("is a developer error with the logs so far when it runs over its time limit", async () => {
    const { activationId, response } = await invoke("-/endless");
    expect(response).toEqual(developerError("The action exceeded its time limits of 100 milliseconds."));
    expect((await readDetail("-/endless", activationId)).logs).toEqual([
      expect.stringMatching(/ stdout: before$/),
    ]);
  });

  test("is a developer error when it loads over its time limit", async () => {
    expect((await invoke("-/stuck")).response).toEqual(
      developerError("The action exceeded its time limits of 50 milliseconds during initialization."),
    );
  });
});

describe("the wait of a call", () => {
  test.each([0, 20])(
    "ends after %i ms with the activation id alone while the action goes on",
    async (timeout) => {
      const content = await invoke("-/waits", {}, `?timeout=${timeout}`);
      expect(content).toEqual({ activationId: expect.any(String) });
      const run = await emulator.ledger.whenRun((one) => one.endedAt !== undefined);
      expect(run).toMatchObject({ activationId: content.activationId, success: false });
    },
  );
});
