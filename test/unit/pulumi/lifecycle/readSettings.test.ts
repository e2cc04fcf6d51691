import { expect, test } from "vitest";
import { readSettings } from "../../../../src/pulumi/lifecycle/readSettings.ts";

test("reads every setting by its key in the namespace ncf", () => {
  expect(readSettings((key) => `value of ${key}`)).toEqual({
    address: {
      site: "value of ncf:site",
      region: "value of ncf:region",
      apiVersion: "value of ncf:apiVersion",
      platform: "value of ncf:platform",
      endpoint: "value of ncf:endpoint",
    },
    stackConfig: { accessKey: "value of ncf:accessKey", secretKey: "value of ncf:secretKey" },
    profile: "value of ncf:profile",
  });
});
