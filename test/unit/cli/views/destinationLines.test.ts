import { expect, test } from "vitest";
import { accountOf, stackDestinations } from "../../../../src/cli/stack/destinations.ts";
import { destinationLines, shortAccessKey } from "../../../../src/cli/views/destinationLines.ts";
import type { JsonObject } from "../../../../src/model/json.ts";

const step = (name: string, properties: JsonObject = {}) => ({
  name,
  type: "ncf:ActionInvocation" as const,
  properties: { actionName: "a", ...properties },
  after: [],
});
const account = accountOf({
  accessKey: "ncp_iam_BPAMKR1234567890",
  source: "environment (NCLOUD_ACCESS_KEY)",
});

test("a stack whose calls go to one address says it once, with the account", () => {
  const command = { ...step("announce"), type: "command:local:Command" as const };
  const places = stackDestinations({ steps: [step("a"), step("b"), command] }, { region: "SGN" });
  expect(destinationLines({ places, account })).toEqual([
    "calls go to https://sg-cloudfunctions.apigw.ntruss.com (site public, region SGN, platform vpc, API v2.0)",
    "account ncp_…7890, from the environment (NCLOUD_ACCESS_KEY)",
  ]);
});

test("a stack whose calls go to several addresses says which resource calls where", () => {
  const steps = [step("a"), step("b", { endpoint: "http://127.0.0.1:9" }), step("c"), step("d")];
  const places = stackDestinations({ steps: [...steps, step("e", { site: "${x.result}" })] }, {});
  expect(destinationLines({ places })).toEqual([
    "calls of a, c, d go to https://cloudfunctions.apigw.ntruss.com (site public, region KR, platform classic, API v2.0)",
    "calls of b go to http://127.0.0.1:9 (site public, region KR, platform classic, API v2.0)",
    "calls of e go to an address that is not known before the run",
  ]);
});

test("an address of encrypted config is not known before the run", () => {
  const places = stackDestinations({ steps: [step("a")] }, {}, ["endpoint"]);
  expect(destinationLines({ places })).toEqual(["calls go to an address that is not known before the run"]);
});

test("a stack of commands calls nothing and says nothing", () => {
  expect(destinationLines({ places: [] })).toEqual([]);
});

test.each([
  ["ncp_iam_BPAMKR1234567890", "ncp_…7890"],
  ["ABCDEFGH", "AB…GH"],
  ["abc", "…"],
])("the access key ID %s is shown as %s", (whole, short) => {
  expect(shortAccessKey(whole)).toBe(short);
});
