import { expect, test } from "vitest";
import { formatActionUrl, parseActionUrl } from "../../../src/model/action.ts";
import { type Address, resolveAddress } from "../../../src/model/address.ts";

const action = { packageName: "my-pkg", actionName: "my_action" };

test.each([
  {},
  { platform: "vpc" },
  { apiVersion: "v2.1" },
  { apiVersion: "v2.1", platform: "classic" },
  { region: "SGN" },
  { site: "gov" },
  { site: "fin" },
  { endpoint: "http://127.0.0.1:9000" },
  { endpoint: "http://[::1]:9000", site: "fin" },
])("a URL leads back to the place it was made from: %j", (choice) => {
  const place = { address: resolveAddress(choice).address as Address, action };
  expect(parseActionUrl(formatActionUrl(place))).toEqual(place);
});

test("is the URL of the action, without the query of a call", () => {
  const { address } = resolveAddress({ site: "public" });
  const url = formatActionUrl({
    address: address as Address,
    action: { packageName: "-", actionName: "hello" },
  });
  expect(url).toBe(
    "https://cloudfunctions.apigw.ntruss.com/api/v2/packages/-/actions/hello?platform=classic",
  );
});

test.each([
  "",
  "https://x/api/v2",
  "ftp://x/api/v2/packages/-/actions/a",
  "https://x/api/v3/packages/-/actions/a",
])("no place is read from %j", (url) => {
  expect(parseActionUrl(url)).toBeUndefined();
});
