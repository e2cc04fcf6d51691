import { describe, expect, test } from "vitest";
import { ncf, type CapturedOptions } from "./captured.ts";

const keys = { NCLOUD_ACCESS_KEY: "access", NCLOUD_SECRET_KEY: "secret-canary" };
const env = { ...keys, XDG_STATE_HOME: "/state" };
const files = {
  "list.json": "[1]",
  "broken.json": '{\n  "dsn": "canary" 1\n}',
  "twice.json": '{"a":1,"a":2}',
  "params.schema.json": '{"type":"object","required":["version"]}',
  "result.schema.json":
    '{"type":"object","properties":{"id":{"type":"string"}},"additionalProperties":false}',
  "vars.env": "PATH=/tmp\n",
  "preload.env": "ld_preload=/tmp/x.so\n",
  "node.env": "NODE_OPTIONS=--inspect\n",
};

/** Runs a command that must not come to the network: nothing answers here. */
function invoke(words: readonly string[], options: Omit<CapturedOptions, "words"> = {}) {
  return ncf(["invoke", ...words], { files, env, ...options });
}

describe("invalid input of ncf invoke: nothing is posted, and the message names", () => {
  test.each<[string, readonly string[], readonly string[]]>([
    [
      "params that are no object",
      ["db/m", "--params", "[1]"],
      ["NCF_PARAMS_NOT_JSON", "is an array, not an object"],
    ],
    ["params that are null", ["db/m", "--params", "null"], ["is null, not an object"]],
    [
      "params that are not JSON",
      ["db/m", "--params", "{'dsn':'canary'}"],
      ["line 1, column 2: expected a key in double quotes", "single quotes"],
    ],
    [
      "a file that is not JSON",
      ["db/m", "--params", "@broken.json"],
      ["broken.json is not JSON: line 2, column 19"],
    ],
    ["a file that holds a list", ["db/m", "--params", "@list.json"], ["list.json is an array"]],
    ["a key that is there twice", ["db/m", "--params", "@twice.json"], ["has a duplicate key"]],
    ["a file that is missing", ["db/m", "--params", "@no.json"], ["NCF_FILE_MISSING", "--params no.json"]],
    ["no file", ["db/m", "--params", "@"], ["--params @ names no file"]],
    ["standard input that is a terminal", ["db/m", "--params", "-"], ["standard input, which is a terminal"]],
    [
      "params that break their schema",
      ["db/m", "--params-schema", "params.schema.json"],
      ["NCF_PARAMS_INVALID", "--params"],
    ],
    [
      "a schema that is missing",
      ["db/m", "--result-schema", "no.json"],
      ["NCF_SCHEMA_INVALID", "no.json does not exist"],
    ],
    ["an action's name", ["db/m/x"], ["NCF_NAME_INVALID", "write PACKAGE/ACTION"]],
    ["an empty key", ["db/m", "--key", " "], ["--key is empty"]],
    ["a long key", ["db/m", "--key", "x".repeat(201)], ["--key has 201 characters, and 200 are the maximum"]],
    ["a key with a line break", ["db/m", "--key", "a\nb"], ["--key contains a control character"]],
    ["an unknown output", ["db/m", "--output", "yaml"], ["Allowed choices are result, record, text"]],
    ["a pointer", ["db/m", "--select", "id"], ["--select: the argument is not a JSON pointer"]],
    [
      "a part that no result has",
      ["db/m", "--select", "/url", "--result-schema", "result.schema.json"],
      ["no result that satisfies --result-schema has this part"],
    ],
    [
      "a secret part that is not there",
      ["db/m", "--secret-param", "/dsn"],
      ["--secret-param /dsn: params has no dsn"],
    ],
    [
      "a value in place of a pointer",
      ["db/m", "--secret-param", "dsn=canary"],
      ["--secret-param: the argument"],
    ],
    ["a wait", ["db/m", "--wait", "soon"], ["--wait soon is not a duration"]],
    ["a time-out", ["db/m", "--timeout", "2m"], ["--timeout: timeout is 120000"]],
    ["an address", ["db/m", "--platform", "moon"], ["NCF_ADDRESS_INVALID", "--platform: platform is"]],
    ["--retry-failed without a key", ["db/m", "--retry-failed"], ["--retry-failed requires --key"]],
    ["--on-running without a key", ["db/m", "--on-running", "fail"], ["--on-running requires --key"]],
    [
      "PATH in the file of variables",
      ["db/m", "--vars", "vars.env"],
      ["PATH is not supported in a file of variables"],
    ],
    ["LD_PRELOAD in it", ["db/m", "--vars", "preload.env"], ["ld_preload is not supported"]],
    ["NODE_OPTIONS in it", ["db/m", "--vars", "node.env"], ["NODE_OPTIONS is not supported"]],
  ])("%s", async (_what, words, messages) => {
    const { code, out, err } = await invoke(words);
    expect([code, out]).toEqual([2, ""]);
    for (const message of messages) expect(err).toContain(message);
    expect(err).not.toContain("canary");
  });

  test("empty standard input", async () => {
    expect(await invoke(["db/m", "--params", "-"], { input: "" })).toMatchObject({
      code: 2,
      err: expect.stringContaining("standard input is empty"),
    });
  });

  test("a key without a journal", async () => {
    const off = await invoke(["db/m", "--key", "k"], { env: { ...env, NCF_JOURNAL: "off" } });
    expect(off).toMatchObject({ code: 2, err: expect.stringContaining("--key requires a journal") });
  });

  test("all issues at once, and as JSON", async () => {
    const words = ["db/m", "--platform", "moon", "--timeout", "2m"];
    const { err } = await invoke(words, { env: {} });
    for (const part of ["--platform: ", "--timeout: ", "no access key"]) expect(err).toContain(part);
    const { code, out } = await invoke([...words, "--json"]);
    expect([code, JSON.parse(out)]).toMatchObject([2, { kind: "error", code: "NCF_ADDRESS_INVALID" }]);
  });
});

describe("a key in the journal of one machine", () => {
  test("is noted in CI, since another runner does not know it", async () => {
    const words = ["db/m", "--key", "k", "--platform", "moon"];
    const { err } = await invoke(words, { env: { ...env, CI: "true" } });
    expect(err).toMatch(/^note: the key is in the journal of this machine, \/state\/.*Set NCF_JOURNAL/);
    const shared = { ...env, CI: "true", NCF_JOURNAL: "file:///share" };
    expect((await invoke(words, { env: shared })).err).not.toContain("note:");
  });
});
