import * as fc from "fast-check";
import { expect, test } from "vitest";
import { fingerprint, type Invocation } from "../../../src/invocation/invocation.ts";
import { readInputs } from "../../../src/invocation/readInputs.ts";
import { canonicalJson, type Json, type JsonObject } from "../../../src/model/json.ts";
import { exactJson } from "../../support/exactJson.ts";

const base = { actionName: "hello", params: { a: 1 } };
const json = exactJson;
const params = fc.dictionary(fc.string(), json) as fc.Arbitrary<JsonObject>;

function fingerprintOf(inputs: JsonObject): string {
  return fingerprint(readInputs(inputs).invocation as Invocation);
}

test("is 43 characters of a hash that stays the same from version to version", () => {
  expect(fingerprintOf(base)).toBe("9dwFzKG36bU0Ru6brDtp6KJt0lkSPl7tWyNQj8lmGiA");
});

test("is the same for params and triggers that differ only in the order of keys", () => {
  fc.assert(
    fc.property(params, json, (one, trigger) => {
      const other = JSON.parse(canonicalJson({ one, trigger })) as { one: JsonObject; trigger: Json };
      expect(fingerprintOf({ ...base, params: other.one, triggers: [other.trigger] })).toBe(
        fingerprintOf({ ...base, params: one, triggers: [trigger] }),
      );
    }),
  );
});

test("is another one for other params or triggers", () => {
  fc.assert(
    fc.property(params, params, (one, other) => {
      const isSame = canonicalJson(one) === canonicalJson(other);
      expect(fingerprintOf({ ...base, params: one }) === fingerprintOf({ ...base, params: other })).toBe(
        isSame,
      );
      expect(
        fingerprintOf({ ...base, triggers: [one] }) === fingerprintOf({ ...base, triggers: [other] }),
      ).toBe(isSame);
    }),
  );
});

test.each<[string, JsonObject]>([
  ["the action", { actionName: "other" }],
  ["the package", { packageName: "db" }],
  ["the platform", { platform: "vpc" }],
  ["the region", { region: "SGN" }],
  ["the site", { site: "fin" }],
  ["the version", { apiVersion: "v2.1" }],
  ["the endpoint", { endpoint: "http://127.0.0.1:1" }],
  ["params", { params: { a: 2 } }],
  ["triggers", { triggers: [1] }],
])("changes with %s", (_what, changes) => {
  expect(fingerprintOf({ ...base, ...changes })).not.toBe(fingerprintOf(base));
});

test.each<[string, JsonObject]>([
  ["the schema of params", { paramsSchema: { type: "object" } }],
  ["the schema of the result", { resultSchema: false }],
  ["the timeout", { timeout: 0 }],
  ["waitFor", { waitFor: "1h" }],
  ["retry", { retry: { attempts: 1 } }],
  ["a default that is written out", { packageName: "-", region: "KR", site: "public", platform: "classic" }],
  ["triggers that are empty", { triggers: [] }],
])("does not change with %s", (_what, changes) => {
  expect(fingerprintOf({ ...base, ...changes })).toBe(fingerprintOf(base));
});
