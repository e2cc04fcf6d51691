import * as fc from "fast-check";
import { describe, expect, test } from "vitest";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { inputNames } from "../../../src/model/actionInvocation.ts";
import type { Json, JsonObject } from "../../../src/model/json.ts";
import { unknownValue } from "../../../src/schema/unknownValue.ts";
import { exactJson } from "../../support/exactJson.ts";

const good = { packageName: "db", actionName: "migrate", params: { version: 7 } };
const canary = "canary-5c0ffee";

/** The failures of good inputs with some of them changed. */
function failuresOf(changes: JsonObject) {
  return readInputs({ ...good, ...changes }).issues;
}

describe("good inputs", () => {
  test("are an invocation with every default filled in", () => {
    expect(readInputs({ actionName: "hello" })).toEqual({
      hasUnknowns: false,
      hasUnknownGeneration: false,
      issues: [],
      invocation: {
        action: { packageName: "-", actionName: "hello" },
        address: {
          origin: "https://cloudfunctions.apigw.ntruss.com",
          prefix: "/api/v2",
          platform: "classic",
          sendsPlatform: true,
        },
        params: {},
        paramsSchema: undefined,
        resultSchema: undefined,
        timeoutMs: 60_000,
        waitForMs: 360_000,
        triggers: [],
        retry: { attempts: 4, budgetMs: 60_000 },
        onUnknown: "fail",
        idempotencyParam: undefined,
        logs: "onFailure",
      },
    });
  });

  test("are taken as they are", () => {
    const inputs = {
      ...good,
      paramsSchema: { type: "object" },
      resultSchema: true,
      platform: "vpc",
      region: "SGN",
      site: "public",
      apiVersion: "v2.1",
      endpoint: "http://127.0.0.1:9000",
      timeout: 0,
      waitFor: "10m",
      triggers: ["a", 1],
      retry: { attempts: 1, budget: "5s" },
      onUnknown: "adopt",
      idempotencyParam: "key",
      onUpdate: { actionName: "alter" },
      onDelete: {
        packageName: "-",
        actionName: "drop",
        params: { id: "${previous.result.id}" },
        paramsSchema: { required: ["id"] },
        timeout: 5,
        waitFor: "1s",
      },
      logs: "always",
    };
    expect(Object.keys(inputs).toSorted()).toEqual([...inputNames].toSorted());
    expect(readInputs(inputs).invocation).toEqual({
      action: { packageName: "db", actionName: "migrate" },
      address: {
        origin: "http://127.0.0.1:9000",
        prefix: "/ncf/api/v2",
        platform: "vpc",
        sendsPlatform: true,
      },
      params: { version: 7 },
      paramsSchema: { type: "object" },
      resultSchema: true,
      timeoutMs: 0,
      waitForMs: 600_000,
      triggers: ["a", 1],
      retry: { attempts: 1, budgetMs: 5000 },
      onUnknown: "adopt",
      idempotencyParam: "key",
      onUpdate: {
        action: { packageName: "db", actionName: "alter" },
        timeoutMs: 0,
        waitForMs: 600_000,
      },
      onDelete: {
        action: { packageName: "-", actionName: "drop" },
        params: { id: "${previous.result.id}" },
        paramsSchema: { required: ["id"] },
        timeoutMs: 5,
        waitForMs: 1000,
      },
      logs: "always",
    });
  });

  test("win over the defaults of the stack, one by one", () => {
    const { invocation } = readInputs({ ...good, region: "JPN" }, { region: "SGN", apiVersion: "v2.1" });
    expect(invocation?.address).toMatchObject({
      origin: "https://jp-cloudfunctions.apigw.ntruss.com",
      prefix: "/ncf/api/v2",
    });
  });
});

describe("bad inputs are refused before anything is sent", () => {
  test.each<[string, JsonObject, string, string, string]>([
    ["params that are a list", { params: [canary] }, "NCF_PARAMS_NOT_JSON", "/params", "an array"],
    ["params that are a text", { params: canary }, "NCF_PARAMS_NOT_JSON", "/params", "a string"],
    ["params that are null", { params: null }, "NCF_PARAMS_NOT_JSON", "/params", "null"],
    ["a bad package name", { packageName: "a/b" }, "NCF_NAME_INVALID", "/packageName", '"a/b"'],
    ["a bad action name", { actionName: "-x" }, "NCF_NAME_INVALID", "/actionName", '"-x"'],
    ["a name that is no text", { actionName: 7 }, "NCF_NAME_INVALID", "/actionName", "type number"],
    ["a timeout below 0", { timeout: -1 }, "NCF_INPUT_INVALID", "/timeout", "is -1"],
    ["a timeout over 60000", { timeout: 60_001 }, "NCF_INPUT_INVALID", "/timeout", "is 60001"],
    ["half a millisecond", { timeout: 0.5 }, "NCF_INPUT_INVALID", "/timeout", "is 0.5"],
    ["a timeout that is a text", { timeout: "60000" }, "NCF_INPUT_INVALID", "/timeout", "type string"],
    ["a waitFor without a unit", { waitFor: "10" }, "NCF_INPUT_INVALID", "/waitFor", "must be a duration"],
    [
      "an unknown wish",
      { onUnknown: "retry" },
      "NCF_INPUT_INVALID",
      "/onUnknown",
      "must be one of fail, adopt",
    ],
    [
      "a name of a param that is no text",
      { idempotencyParam: 7 },
      "NCF_INPUT_INVALID",
      "/idempotencyParam",
      "must be the name",
    ],
    [
      "a name of a param that is empty",
      { idempotencyParam: "" },
      "NCF_INPUT_INVALID",
      "/idempotencyParam",
      "must be the name",
    ],
    [
      "a param for the key that is there",
      { idempotencyParam: "version" },
      "NCF_INPUT_INVALID",
      "/idempotencyParam",
      "names a param that exists",
    ],
    ["an unknown platform", { platform: "Classic" }, "NCF_ADDRESS_INVALID", "/platform", '"Classic"'],
    ["an unknown region", { region: "US" }, "NCF_ADDRESS_INVALID", "/region", '"US"'],
    ["an unknown site", { site: "moon" }, "NCF_ADDRESS_INVALID", "/site", '"moon"'],
    ["an unknown version", { apiVersion: "v3" }, "NCF_ADDRESS_INVALID", "/apiVersion", '"v3"'],
    ["classic in Japan", { region: "JPN", platform: "classic" }, "NCF_ADDRESS_INVALID", "/platform", "JPN"],
    ["an endpoint over ftp", { endpoint: "ftp://h" }, "NCF_ADDRESS_INVALID", "/endpoint", "ftp"],
    ["an endpoint in clear", { endpoint: "http://h" }, "NCF_ADDRESS_INVALID", "/endpoint", "loopback"],
    ["a retry that is no object", { retry: 3 }, "NCF_INPUT_INVALID", "/retry", "must be an object"],
    ["no attempts", { retry: { attempts: 0 } }, "NCF_INPUT_INVALID", "/retry/attempts", "1 to 100"],
    ["too many attempts", { retry: { attempts: 101 } }, "NCF_INPUT_INVALID", "/retry/attempts", "1 to 100"],
    [
      "a bad budget",
      { retry: { budget: "soon" } },
      "NCF_INPUT_INVALID",
      "/retry/budget",
      "must be a duration",
    ],
    ["a key of retry that is none", { retry: { tries: 1 } }, "NCF_INPUT_INVALID", "/retry/tries", "no tries"],
    [
      "a schema that does not compile",
      { paramsSchema: { type: "objekt" } },
      "NCF_SCHEMA_INVALID",
      "/paramsSchema",
      "/type",
    ],
    [
      "a schema with a remote $ref",
      { resultSchema: { $ref: "https://example.com/s.json" } },
      "NCF_SCHEMA_INVALID",
      "/resultSchema",
      "not fetched",
    ],
    [
      "a schema of an unsupported draft",
      { paramsSchema: { $schema: "http://json-schema.org/draft-04/schema#" } },
      "NCF_SCHEMA_INVALID",
      "/paramsSchema",
      "unsupported draft",
    ],
    [
      "params against their schema",
      { params: { version: canary }, paramsSchema: { properties: { version: { type: "integer" } } } },
      "NCF_PARAMS_INVALID",
      "/params/version",
      "must be integer (type)",
    ],
  ])("%s", (_what, changes, code, pointer, why) => {
    const failures = failuresOf(changes);
    expect(failures).toEqual([
      { code, pointer, reason: expect.stringContaining(why), hint: expect.stringMatching(/\S/) },
    ]);
    expect(JSON.stringify(failures)).not.toContain(canary);
    expect(readInputs({ ...good, ...changes }).invocation).toBeUndefined();
  });

  test("params over 1 MiB as sent, counted in bytes", () => {
    const frame = JSON.stringify({ text: "" }).length;
    const most = { params: { text: "x".repeat(1_048_576 - frame) } };
    expect(failuresOf(most)).toEqual([]);
    expect(failuresOf({ params: { text: `${most.params.text}x` } })).toMatchObject([
      { code: "NCF_PARAMS_TOO_LARGE", pointer: "/params", reason: expect.stringContaining("1048577 bytes") },
    ]);
    expect(failuresOf({ params: { text: "액".repeat(350_000) } })).toMatchObject([
      { code: "NCF_PARAMS_TOO_LARGE" },
    ]);
  });

  test("params with a cycle", () => {
    const params: Record<string, unknown> = { list: [] };
    (params["list"] as unknown[]).push({ params });
    expect(failuresOf({ params: params as JsonObject })).toMatchObject([
      { code: "NCF_PARAMS_NOT_JSON", pointer: "/params/list/0/params", reason: "contains itself" },
    ]);
  });

  test("params with a function", () => {
    const params = { "a/b": { call: () => canary } } as unknown as JsonObject;
    expect(failuresOf({ params })).toMatchObject([
      {
        code: "NCF_PARAMS_NOT_JSON",
        pointer: "/params/a~1b/call",
        reason: "is a function, which JSON does not support",
      },
    ]);
  });

  test("an action that is not named", () => {
    expect(readInputs({}).issues).toMatchObject([
      { code: "NCF_INPUT_INVALID", pointer: "/actionName", reason: "actionName is missing" },
    ]);
  });

  test("an input that does not exist, with a suggestion", () => {
    expect(failuresOf({ parms: {}, actionname: "x", colour: 1 })).toEqual([
      {
        code: "NCF_INPUT_INVALID",
        pointer: "/parms",
        reason: "parms is not an input",
        hint: "did you mean params?",
      },
      {
        code: "NCF_INPUT_INVALID",
        pointer: "/actionname",
        reason: "actionname is not an input",
        hint: "did you mean actionName?",
      },
      {
        code: "NCF_INPUT_INVALID",
        pointer: "/colour",
        reason: "colour is not an input",
        hint: `the inputs are ${inputNames.join(", ")}`,
      },
    ]);
  });

  test("all errors are reported together", () => {
    const all = failuresOf({
      actionName: "a b",
      region: "US",
      timeout: -1,
      retry: 1,
      params: [],
      nothing: 1,
    });
    expect(all.map(({ pointer }) => pointer).toSorted()).toEqual([
      "/actionName",
      "/nothing",
      "/params",
      "/region",
      "/retry",
      "/timeout",
    ]);
  });
});

describe("inputs that are not known yet", () => {
  test.each(inputNames)("%s as a whole passes", (name) => {
    const { issues, hasUnknowns } = readInputs({ ...good, [name]: unknownValue });
    expect(issues).toEqual([]);
    expect(hasUnknowns).toBe(true);
  });

  test.each<[string, JsonObject]>([
    ["in params", { params: { list: [{ of: unknownValue }] } }],
    [
      "in params with a schema",
      { params: { version: unknownValue }, paramsSchema: { properties: { version: { const: 7 } } } },
    ],
    ["in the params schema", { paramsSchema: { properties: { version: { const: unknownValue } } } }],
    ["in the result schema", { resultSchema: { properties: { a: { enum: unknownValue } } } }],
    ["in triggers", { triggers: [{ a: [unknownValue] }] }],
    ["in retry", { retry: { attempts: unknownValue, budget: unknownValue } }],
  ])("pass %s", (_where, changes) => {
    const { issues, hasUnknowns } = readInputs({ ...good, ...changes });
    expect(issues).toEqual([]);
    expect(hasUnknowns).toBe(true);
  });

  test("pass wherever they stand in params", () => {
    // Replaces the part at some path of a value with one that is not known.
    const opened = (value: Json, path: readonly number[]): Json => {
      if (typeof value !== "object" || value === null) return unknownValue;
      const keys = Object.keys(value);
      const [at, ...rest] = path;
      if (at === undefined || keys.length === 0) return unknownValue;
      const key = keys[at % keys.length] as string;
      if (Array.isArray(value)) return value.with(Number(key), opened(value[Number(key)], rest));
      return { ...value, [key]: opened((value as JsonObject)[key] as Json, rest) };
    };
    const params = fc.dictionary(fc.string(), exactJson, { minKeys: 1 });
    fc.assert(
      fc.property(params, fc.array(fc.nat(), { minLength: 1 }), (value, path) => {
        const { issues: failures, hasUnknowns } = readInputs({ ...good, params: opened(value, path) });
        expect({ failures, hasUnknowns }).toEqual({ failures: [], hasUnknowns: true });
      }),
    );
  });

  test("do not hide an error beside them", () => {
    expect(failuresOf({ params: { version: unknownValue }, timeout: -1 })).toMatchObject([
      { pointer: "/timeout" },
    ]);
  });
});

test("no message contains a value of invalid params", () => {
  const leaf = fc.constantFrom<Json>(canary, [canary], { inner: canary }, `${canary}\n"x"`, 1, null, [
    [],
    canary,
  ]);
  const schema = fc.constantFrom<Json>(
    {
      type: "object",
      properties: { a: { type: "integer" }, b: { maxLength: 2 } },
      additionalProperties: false,
    },
    { properties: { a: { enum: [1, 2] }, b: { const: 1 }, c: { pattern: "^x$", format: "email" } } },
    { properties: { a: { oneOf: [{ type: "null" }, { type: "number" }] }, b: { not: {} } }, required: ["d"] },
    { propertyNames: { maxLength: 0 }, maxProperties: 0 },
    { properties: { a: { items: { type: "number" }, uniqueItems: true, contains: { type: "null" } } } },
    { type: "string" },
  );
  const params = fc.oneof(fc.dictionary(fc.constantFrom("a", "b", "c"), leaf), leaf);
  fc.assert(
    fc.property(params, schema, (value, paramsSchema) => {
      expect(JSON.stringify(failuresOf({ params: value, paramsSchema }))).not.toContain(canary);
    }),
  );
});

test("an input other than params that JSON does not support is reported with its place", () => {
  const triggers = [{ at: new Date(0) }] as unknown as Json;
  expect(failuresOf({ triggers })).toMatchObject([
    { code: "NCF_INPUT_INVALID", pointer: "/triggers/0/at", reason: "is a Date, not a plain object" },
  ]);
});

describe("the actions of an update and a deletion", () => {
  const drop = { actionName: "drop" };

  test.each<[string, JsonObject, string, string]>([
    ["one that is no object", { onDelete: "drop" }, "/onDelete", "onDelete must be an object"],
    ["one without a name", { onDelete: { params: {} } }, "/onDelete/actionName", "actionName is missing"],
    [
      "a key that it does not have",
      { onUpdate: { ...drop, paramz: {} } },
      "/onUpdate/paramz",
      "has no paramz",
    ],
    ["a name that is not allowed", { onUpdate: { actionName: "a b" } }, "/onUpdate/actionName", '"a b"'],
    ["a timeout of its own", { onDelete: { ...drop, timeout: -1 } }, "/onDelete/timeout", "is -1"],
    ["params that are a list", { onDelete: { ...drop, params: [] } }, "/onDelete/params", "an array"],
    [
      "another part of the previous run",
      { onDelete: { ...drop, params: { a: ["${previous.outcome}"] } } },
      "/onDelete/params/a/0",
      "previous has only params and result",
    ],
    [
      "a reference that does not end",
      { onDelete: { ...drop, params: { a: "${previous.result.id" } } },
      "/onDelete/params/a",
      "syntax error",
    ],
  ])("%s is refused", (_, changes, pointer, reason) => {
    const [failure, ...others] = failuresOf(changes);
    expect(others).toEqual([]);
    expect(failure?.pointer).toBe(pointer);
    expect(failure?.reason).toContain(reason);
  });

  test("a reference passes the schema of its params, and everything else does not", () => {
    const paramsSchema = { properties: { id: { type: "integer" }, name: { type: "integer" } } };
    const params = { id: "${previous.result.id}", name: "n-${previous.result.id}" };
    expect(failuresOf({ onDelete: { ...drop, params, paramsSchema } })).toEqual([]);
    const failures = failuresOf({ onDelete: { ...drop, params: { ...params, name: "n" }, paramsSchema } });
    expect(failures).toMatchObject([{ code: "NCF_PARAMS_INVALID", pointer: "/onDelete/params/name" }]);
  });

  test("a part that resultSchema rules out is refused before the first call", () => {
    const resultSchema = { type: "object", properties: { id: {} }, additionalProperties: false };
    const onDelete = { ...drop, params: { id: "${previous.result.idd}" } };
    expect(failuresOf({ onDelete, resultSchema })).toMatchObject([
      {
        pointer: "/onDelete/params/id",
        reason: "refers to previous.result.idd, which resultSchema excludes",
      },
    ]);
  });

  test("what is not known yet is waited for", () => {
    const read = readInputs({ ...good, onUpdate: unknownValue, onDelete: { ...drop, params: unknownValue } });
    expect(read).toMatchObject({ issues: [], hasUnknowns: true, hasUnknownGeneration: false });
  });
});
