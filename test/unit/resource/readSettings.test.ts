import { expect, test } from "vitest";
import { readSettings } from "../../../src/resource/settings.ts";

test("reads every setting by its key in the namespace ncf", () => {
  const numbers: Record<string, string> = { "ncf:callsInFlight": "12", "ncf:callsPerSecond": "2.5" };
  expect(readSettings((key) => numbers[key] ?? `value of ${key}`)).toEqual({
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
