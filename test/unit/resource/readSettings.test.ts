import { expect, test } from "vitest";
import { readSettings } from "../../../src/resource/settings.ts";

test("reads every setting by its key in the namespace ncf", () => {
  const numbers: Record<string, string> = { "ncf:callsInFlight": "12", "ncf:callsPerSecond": "2.5" };
  expect(readSettings((key) => numbers[key] ?? `value of ${key}`, {})).toEqual({
    address: {
      site: "value of ncf:site",
      region: "value of ncf:region",
      apiVersion: "value of ncf:apiVersion",
      platform: "value of ncf:platform",
      endpoint: "value of ncf:endpoint",
    },
    stackConfig: { accessKey: "value of ncf:accessKey", secretKey: "value of ncf:secretKey" },
    profile: "value of ncf:profile",
    callLimits: { callsInFlight: 12, callsPerSecond: 2.5 },
    issues: [],
  });
});

test("a variable selects the address where the config does not, and an empty one counts as not set", () => {
  const env = { NCF_SITE: "gov", NCF_REGION: "SGN", NCF_PLATFORM: "", NCF_ENDPOINT: "http://127.0.0.1:9" };
  expect(readSettings((key) => (key === "ncf:region" ? "JPN" : undefined), env).address).toEqual({
    site: "gov",
    region: "JPN",
    apiVersion: undefined,
    platform: undefined,
    endpoint: "http://127.0.0.1:9",
  });
});
