import { describe, expect, test } from "vitest";
import { authenticate } from "../../../../src/emulator/gateway/authenticate.ts";

const keys = { accessKey: "ncp_iam_DUMMYACCESSKEY01", secretKey: "ncp_iam_DUMMYSECRETKEY0123456789abcdef" };
const now = 1_714_021_538_088;
const target = "/ncf/api/v2/packages/-/actions/hello?platform=vpc&timeout=60000";
const good = "FARSR4Whiciq3Lcg3mrj6EGkXMfHPU8++QPY7/0egoU=";

function isLetIn(signature: string, at = now): boolean {
  const headers = {
    "x-ncp-apigw-timestamp": String(now),
    "x-ncp-iam-access-key": keys.accessKey,
    "x-ncp-apigw-signature-v2": signature,
  };
  return authenticate({ method: "POST", target, headers }, keys, at) === undefined;
}

describe("authenticate", () => {
  test("lets in the signature of the published vector", () => {
    expect(isLetIn(good)).toBe(true);
  });

  test.each([
    ["without the query", "8+aAkmy52CGMzQ4rfNzUgSgj1dNGqsXulYsQQOciNZk="],
    ["with the query in another order", "u2BRT199kKLTox28hUmGRLzDhxG8t+c/SC46vMVyD/U="],
    ["of the full URL", "cll02My0Y0IPH6T+pcWKtDEQWyrliKB2wJcDP+RZywg="],
  ])("refuses a signature %s", (_, signature) => {
    expect(isLetIn(signature)).toBe(false);
  });

  test.each([
    [299_999, true],
    [300_000, false],
    [-299_999, true],
    [-300_000, false],
  ])("with a clock that is off by %i ms lets in: %s", (offMs, isIn) => {
    expect(isLetIn(good, now + offMs)).toBe(isIn);
  });
});
