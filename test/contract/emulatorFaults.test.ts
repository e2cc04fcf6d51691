import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Emulator, type Fault, startEmulator, throttle } from "../../src/emulator/index.ts";
import { dummyKeys, signedFetch } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
const echo = "/api/v2/packages/-/actions/echo";
let emulator: Emulator;

beforeEach(async () => {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
});
afterEach(() => emulator.close());

function post(query = ""): Promise<Response> {
  return signedFetch(emulator.url, echo + query, { body: '{"a":1}' });
}

function fail(fault: Fault, times = 1): void {
  emulator.faults.add({ on: "POST", fault, times });
}

describe("a fault", () => {
  test("that responds instead of a run lets nothing run, for the configured number of requests", async () => {
    fail({ kind: "respond", when: "insteadOfRun", status: 200, body: "<html>" }, 2);
    expect([await (await post()).text(), await (await post()).text()]).toEqual(["<html>", "<html>"]);
    expect(emulator.ledger.runs).toEqual([]);
    expect((await post()).status).toBe(200);
    expect(emulator.ledger.posts.map((one) => one.verdict)).toEqual(["refused", "refused", "ran"]);
  });

  test("that responds after the run hides what ran", async () => {
    fail({
      kind: "respond",
      when: "afterRun",
      status: 504,
      headers: { "x-a": "b" },
      body: Uint8Array.of(255),
    });
    const answer = await post();
    expect([answer.status, answer.headers.get("x-a")]).toEqual([504, "b"]);
    expect(new Uint8Array(await answer.arrayBuffer())).toEqual(Uint8Array.of(255));
    expect(emulator.ledger.runs).toHaveLength(1);
  });

  test("that throttles has the gateway's code and the Retry-After it was given", async () => {
    fail(throttle("410", "2"));
    const answer = await post();
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([429, "2"]);
    expect(await answer.json()).toMatchObject({ error: { errorCode: "410", message: "Throttle Limited" } });
  });

  test("that truncates leaves the configured number of bytes of the real response", async () => {
    fail({ kind: "cut", bytes: 12 });
    expect(await (await post()).text()).toBe('{"content":{');
  });

  test.each([
    ["beforeRead", 0, "refused"],
    ["afterRun", 1, "ran"],
  ] as const)("that resets %s breaks the call with %i runs", async (when, runs, verdict) => {
    fail({ kind: "reset", when });
    await expect(post()).rejects.toThrow("fetch failed");
    await emulator.ledger.whenPosted((one) => one.verdict === verdict);
    expect(emulator.ledger.runs).toHaveLength(runs);
  });

  test("that resets after the head gives the status and then breaks the body", async () => {
    fail({ kind: "reset", when: "afterHead" });
    const answer = await post();
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow("terminated");
  });

  test("that holds before the run lets nothing run until it is released", async () => {
    let release = (): void => {};
    fail({ kind: "hold", when: "beforeRun", until: new Promise<void>((resolve) => (release = resolve)) });
    const answer = post();
    expect(await emulator.ledger.whenPosted(1)).toMatchObject({ verdict: "open", fault: "hold" });
    expect(emulator.ledger.runs).toEqual([]);
    release();
    expect((await answer).status).toBe(200);
  });

  test("that holds forever ends with the caller's time-out or the emulator", async () => {
    fail({ kind: "hold", when: "afterRun", until: new Promise(() => {}) });
    const answer = post();
    await emulator.ledger.whenRun((one) => one.endedAt !== undefined);
    await Promise.all([expect(answer).rejects.toThrow("fetch failed"), emulator.close()]);
    emulator = await startEmulator({ actionsDir, credentials: dummyKeys });
  });

  test("that delays or drips leaves the real response unchanged", async () => {
    fail({ kind: "delay", when: "beforeRun", delayMs: 5 });
    fail({ kind: "drip", chunkBytes: 40, everyMs: 1 });
    for (const answer of [await post(), await post()]) {
      expect(await answer.json()).toMatchObject({ content: { response: { result: { a: 1 } } } });
    }
  });

  test("that drips from the headers on leaves the real response unchanged, and ends the connection", async () => {
    fail({ kind: "drip", chunkBytes: 50, everyMs: 1, part: "head" });
    const answer = await post();
    expect([answer.status, answer.headers.get("connection")]).toEqual([200, "close"]);
    expect(await answer.json()).toMatchObject({ content: { response: { result: { a: 1 } } } });
    expect(emulator.ledger.posts).toMatchObject([{ verdict: "ran", status: 200, fault: "drip" }]);
  });

  test("with too small a length truncates the body, and with too large a length breaks it", async () => {
    fail({ kind: "length", offByBytes: -20 });
    fail({ kind: "length", offByBytes: 20 });
    const short = await (await post()).text();
    expect(short).toMatch(/^\{"content":\{/);
    expect(() => JSON.parse(short)).toThrow(SyntaxError);
    const long = await post();
    expect(long.status).toBe(200);
    await expect(long.text()).rejects.toThrow("terminated");
    expect(emulator.ledger.runs).toHaveLength(2);
  });

  test("for GETs or for another action leaves this POST alone", async () => {
    const fault: Fault = { kind: "respond", when: "insteadOfRun", status: 500 };
    emulator.faults.add({ on: "GET", fault });
    emulator.faults.add({ on: "POST", fault, actionName: "hello" });
    expect((await post()).status).toBe(200);
    expect(emulator.faults.pendingCount).toBe(2);
    expect((await signedFetch(emulator.url, "/api/v2/packages")).status).toBe(500);
    emulator.faults.clear();
    expect(emulator.faults.pendingCount).toBe(0);
  });
});

describe("the ledger", () => {
  test("has every POST with its request and its result", async () => {
    await post("?platform=classic&timeout=5000");
    await signedFetch(emulator.url, "/api/v2/packages/-/actions/none", { body: "{}" });
    expect(emulator.ledger.posts).toEqual([
      {
        receivedAt: expect.any(Number),
        target: `${echo}?platform=classic&timeout=5000`,
        packageName: "-",
        actionName: "echo",
        platform: "classic",
        timeout: "5000",
        params: { a: 1 },
        verdict: "ran",
        status: 200,
        activationId: emulator.ledger.runs[0]?.activationId,
      },
      expect.objectContaining({ actionName: "none", verdict: "refused", status: 404, errorCode: "80301" }),
    ]);
  });

  test("has every run with its end, and every read", async () => {
    await post();
    await signedFetch(emulator.url, "/api/v2/activations");
    expect(emulator.ledger.runs).toEqual([
      {
        activationId: expect.any(String),
        packageName: "-",
        actionName: "echo",
        params: { a: 1 },
        startedAt: expect.any(Number),
        endedAt: expect.any(Number),
        success: true,
      },
    ]);
    expect(emulator.ledger.reads).toMatchObject([{ target: "/api/v2/activations", status: 200 }]);
  });

  test("is empty after it was cleared", async () => {
    await post();
    emulator.ledger.clear();
    expect([emulator.ledger.posts, emulator.ledger.runs, emulator.ledger.reads]).toEqual([[], [], []]);
  });
});
