import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type CloudName, type Emulator, startEmulator, type Switches } from "../../src/emulator/index.ts";
import { dummyKeys, signedFetch, type SignedFetchOptions } from "../support/signedFetch.ts";

const actionsDir = fileURLToPath(new URL("../support/actions", import.meta.url));
let emulator: Emulator;

beforeEach(() => start());
afterEach(() => emulator.close());

async function start(cloud: CloudName = "KR"): Promise<void> {
  emulator = await startEmulator({ actionsDir, credentials: dummyKeys, cloud });
}

async function restart(cloud: CloudName): Promise<void> {
  await emulator.close();
  await start(cloud);
}

function send(target: string, options?: SignedFetchOptions): Promise<Response> {
  return signedFetch(emulator.url, target, options);
}

/** The status and the `error` of an answer: `[401, { errorCode, message, details }]`. */
async function refusalOf(target: string, options?: SignedFetchOptions): Promise<[number, unknown]> {
  const answer = await send(target, options);
  return [answer.status, ((await answer.json()) as { error: unknown }).error];
}

async function contentOf<T>(target: string, options?: SignedFetchOptions): Promise<T> {
  return ((await (await send(target, options)).json()) as { content: T }).content;
}

const echo = "/api/v2/packages/-/actions/echo";
const end = "/api/v2/packages/-/actions/end";
const call = { body: "{}" };
const failingCall = { body: '{"how":"return","value":{"error":"no"}}' };

describe("the gateway", () => {
  test("names itself in the headers of a refusal, and the service in those of an answer", async () => {
    const refused = await send("/nowhere");
    const answered = await send(echo, call);
    expect(refused.headers.get("x-ncp-apigw-response-origin")).toBe("APIGW");
    expect(answered.headers.get("x-ncp-apigw-response-origin")).toBe("ENDPOINT");
    expect(answered.headers.get("x-ncp-trace-id")).toMatch(/^[0-9a-f]{32}$/);
    expect(answered.headers.get("x-ncp-apigw-request-id")).toMatch(/^[0-9a-f-]{36}$/);
  });

  test.each([
    ["POST", "/api/v3/packages/-/actions/echo"],
    ["POST", "/activations"],
    ["PUT", echo],
    ["DELETE", "/api/v2/packages"],
    ["POST", `${echo}/activations`],
  ])("knows no %s %s", async (method, target) => {
    expect(await refusalOf(target, { method })).toEqual([
      404,
      { errorCode: "300", message: "Not Found Exception", details: "URL not found." },
    ]);
  });

  test.each(["x-ncp-apigw-timestamp", "x-ncp-iam-access-key", "x-ncp-apigw-signature-v2"])(
    "refuses a request without %s",
    async (header) => {
      expect(await refusalOf(echo, { ...call, headers: { [header]: undefined } })).toEqual([
        401,
        {
          errorCode: "200",
          message: "Authentication Failed",
          details: "Authentication information are missing.",
        },
      ]);
    },
  );

  test.each<[string, SignedFetchOptions]>([
    ["another key", { headers: { "x-ncp-iam-access-key": "ncp_iam_OTHER" } }],
    ["a signature of something else", { headers: { "x-ncp-apigw-signature-v2": `${"A".repeat(43)}=` } }],
    ["a signature that is too short", { headers: { "x-ncp-apigw-signature-v2": "AAAA" } }],
    ["a timestamp in seconds", { timestamp: "1714021538" }],
  ])("refuses %s and runs nothing", async (_, options) => {
    expect(await refusalOf(echo, { ...call, ...options })).toEqual([
      401,
      {
        errorCode: "200",
        message: "Authentication Failed",
        details: "Invalid authentication information.",
      },
    ]);
    expect(emulator.ledger.runs).toEqual([]);
  });

  test("moves its clock, and the Date header with it", async () => {
    emulator.set({ serverTimeOffsetMs: 600_000 });
    const refused = await send(echo, call);
    expect(refused.status).toBe(401);
    const serverNow = Date.parse(refused.headers.get("date") ?? "");
    expect(serverNow - Date.now()).toBeGreaterThan(590_000);
    expect((await send(echo, { ...call, timestamp: String(serverNow) })).status).toBe(200);
  });

  test("leaves out the Date header when told to", async () => {
    emulator.set({ omitDate: true });
    expect((await send(echo, call)).headers.has("date")).toBe(false);
  });
});

describe("the service", () => {
  test.each(["/api/v2/packages/-/actions/none", "/api/v2/packages/none/actions/echo"])(
    "finds no action at %s",
    async (target) => {
      expect(await refusalOf(target, call)).toEqual([
        404,
        { errorCode: "80301", message: "ACTION_NOT_FOUND", details: "" },
      ]);
    },
  );

  test("finds an action on its own platform only", async () => {
    const target = "/api/v2/packages/-/actions/defaults";
    expect((await send(`${target}?platform=vpc`, call)).status).toBe(200);
    expect((await send(target, call)).status).toBe(404);
  });

  test.each<[string, string, string | Uint8Array]>([
    ["a name against the rule", "/api/v2/packages/-x/actions/echo", "{}"],
    ["a name with an escape", "/api/v2/packages/-/actions/a%20b", "{}"],
    ["a timeout over 60000", `${echo}?timeout=60001`, "{}"],
    ["a timeout that is no number", `${echo}?timeout=1s`, "{}"],
    ["a negative timeout", `${echo}?timeout=-1`, "{}"],
    ["an unknown platform", `${echo}?platform=moon`, "{}"],
    ["a body that is an array", echo, "[]"],
    ["a body that is no JSON", echo, "{"],
  ])("refuses %s as a wrong parameter and runs nothing", async (_, target, body) => {
    expect(await refusalOf(target, { body })).toMatchObject([400, { errorCode: "80000" }]);
    expect(emulator.ledger.runs).toEqual([]);
  });

  test("refuses a body that is not UTF-8 as a bad request", async () => {
    const body = Uint8Array.of(0x7b, 0x22, 0xff, 0x22, 0x3a, 0x31, 0x7d);
    expect(await refusalOf(echo, { body })).toMatchObject([400, { errorCode: "100" }]);
  });

  test("takes a body of exactly 1 MiB and refuses one byte more, in either shape", async () => {
    const bodyOf = (bytes: number): string => `{"x":"${"x".repeat(bytes - 8)}"}`;
    expect((await send(echo, { body: bodyOf(1_048_576) })).status).toBe(200);
    const large = { body: bodyOf(1_048_577) };
    expect(await refusalOf(echo, large)).toEqual([
      413,
      "Request larger than allowed: 1048577 > 1048576 bytes.",
    ]);
    emulator.set({ tooLargeShape: "gateway" });
    expect(await refusalOf(echo, large)).toMatchObject([413, { errorCode: "430" }]);
  });

  test("refuses one run more than the namespace may have at once", async () => {
    emulator.set({ concurrencyLimit: 1 });
    await send("/api/v2/packages/-/actions/waits?timeout=0", call);
    expect(await refusalOf(echo, call)).toEqual([
      429,
      "Too many concurrent requests in flight (count: 2, allowed: 1).",
    ]);
    await emulator.ledger.whenRun((run) => run.endedAt !== undefined);
    expect((await send(echo, call)).status).toBe(200);
  });
});

describe("a rate of calls", () => {
  test("refuses faster calls as the gateway does, runs nothing, and accepts reads", async () => {
    emulator.set({ callsPerSecond: 0 });
    expect((await send(echo, call)).status).toBe(200);
    const refused = await send(echo, call);
    expect([refused.status, refused.headers.get("retry-after")]).toEqual([429, null]);
    expect(await refused.json()).toMatchObject({ error: { errorCode: "420", message: "Rate Limited" } });
    expect(emulator.ledger.runs).toHaveLength(1);
    expect(emulator.ledger.posts.map(({ verdict }) => verdict)).toEqual(["ran", "refused"]);
    expect((await send("/api/v2/packages")).status).toBe(200);
  });

  test("sends Retry-After when configured", async () => {
    emulator.set({ callsPerSecond: 0, retryAfter: "7" });
    await send(echo, call);
    expect((await send(echo, call)).headers.get("retry-after")).toBe("7");
  });
});

describe("the rules of a cloud", () => {
  test.each<[CloudName, string, number]>([
    ["KR", "/api/v2/packages?platform=classic", 200],
    ["KR", "/ncf/api/v2/packages", 200],
    ["SGN", "/api/v2/packages", 400],
    ["SGN", "/api/v2/packages?platform=vpc", 200],
    ["JPN", "/ncf/api/v2/packages?platform=classic", 400],
    ["gov", "/api/v2/packages", 200],
    ["gov", "/api/v2/packages?platform=classic", 400],
    ["gov", "/ncf/api/v2/packages", 404],
    ["fin", "/ncf/api/v2/packages", 200],
    ["fin", "/api/v2/packages", 404],
  ])("in %s answer %s with %i", async (cloud, target, status) => {
    await restart(cloud);
    expect((await send(target)).status).toBe(status);
  });
});

describe("the switch", () => {
  test.each<[Partial<Switches>, number, object]>([
    [{}, 200, { content: { activationId: expect.any(String) } }],
    [{ idOnlyStatus: 202 }, 202, { content: { activationId: expect.any(String) } }],
    [{ idOnlyShape: "bare" }, 200, { activationId: expect.any(String) }],
  ])("%j shapes an answer with the id alone", async (switches, status, body) => {
    emulator.set(switches);
    const answer = await send(`${echo}?timeout=0`, call);
    expect([answer.status, await answer.json()]).toEqual([status, body]);
  });

  const record = { response: { status: "application error", success: false, result: { error: "no" } } };
  test.each<[Partial<Switches>, number, object]>([
    [{}, 200, { content: record }],
    [{ failedStatus: 502 }, 502, { content: record }],
    [{ failedStatus: 502, failedShape: "bare" }, 502, record],
    [{ failedStatus: 502, failedShape: "error" }, 502, { error: { errorCode: "500", details: "no" } }],
    [{ failedShape: "error" }, 200, { error: { errorCode: "500", details: "no" } }],
  ])("%j shapes the answer of a failed action", async (switches, status, body) => {
    emulator.set(switches);
    const answer = await send(end, failingCall);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject(body);
  });

  test("visibilityLagMs hides the detail of an activation that the list shows", async () => {
    emulator.set({ visibilityLagMs: 30_000 });
    const { activationId } = await contentOf<{ activationId: string }>(echo, call);
    const detail = `${echo}/activations/${activationId}`;
    expect(await refusalOf(detail)).toEqual([
      404,
      { errorCode: "80322", message: "ACTION_ACTIVATION_NOT_FOUND", details: "" },
    ]);
    expect(await contentOf(`${echo}/activations`)).toMatchObject({ activations: [{ activationId }] });
    emulator.set({ visibilityLagMs: 0 });
    expect((await send(detail)).status).toBe(200);
  });

  test("activationsExpired hides all activations, with the status that is set", async () => {
    const { activationId } = await contentOf<{ activationId: string }>(echo, call);
    emulator.set({ activationsExpired: true, activationNotFoundStatus: 400 });
    expect((await send(`${echo}/activations/${activationId}`)).status).toBe(400);
    expect(await contentOf("/api/v2/activations")).toEqual({ totalCount: 0, activations: [] });
  });
});

describe("what can be read", () => {
  test("is an activation under its own action, its duration a text in v2.0 and a number in v2.1", async () => {
    const { activationId } = await contentOf<{ activationId: string }>(echo, call);
    const rest = `packages/-/actions/echo/activations/${activationId}`;
    expect(await contentOf(`/api/v2/${rest}`)).toMatchObject({
      activationId,
      duration: expect.stringMatching(/^\d+$/),
      logs: [],
    });
    expect(await contentOf(`/ncf/api/v2/${rest}`)).toMatchObject({ duration: expect.any(Number), logs: [] });
    expect((await send(`${end}/activations/${activationId}`)).status).toBe(404);
  });

  test("are activations by page, newest first, of one action or of all", async () => {
    const ids: string[] = [];
    for (const target of [echo, echo, end]) {
      ids.push((await contentOf<{ activationId: string }>(target, call)).activationId);
    }
    const item = (id: number): object => ({
      activationId: ids[id],
      duration: expect.any(Number),
      status: "success",
    });
    expect(await contentOf(`${echo}/activations`)).toEqual({
      totalCount: 2,
      activations: [item(1), item(0)],
    });
    expect(await contentOf("/ncf/api/v2/activations?pageNo=2&pageSize=2")).toEqual({
      totalCount: 3,
      activations: [item(0)],
    });
  });

  test.each(["pageNo=0", "pageSize=x", "start=yesterday", "end=1714021538088"])(
    "is refused with %s in v2.0",
    async (query) => {
      expect(await refusalOf(`${echo}/activations?${query}`)).toMatchObject([400, { errorCode: "80000" }]);
    },
  );

  test("are packages, the actions of one, and an action with its source", async () => {
    expect(await contentOf("/api/v2/packages")).toEqual([{ name: "tools", description: "" }]);
    expect(await contentOf("/api/v2/packages/tools/actions")).toEqual({
      actions: ["shout", "slow"].map((name) => ({
        name,
        description: "",
        type: "basic",
        runtime: "nodejs:22",
      })),
    });
    expect(await contentOf("/api/v2/packages/-/actions/defaults")).toMatchObject({
      description: "Answers its params",
      parameters: { greeting: "hello" },
      exec: { code: readFileSync(`${actionsDir}/defaults.cjs`, "utf8"), main: "main" },
    });
  });
});
