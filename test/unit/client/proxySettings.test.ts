import { expect, test } from "vitest";
import { proxySettings } from "../../../src/client/undiciTransport.ts";

test("finds the proxy, lower case first, and never sends loopback through it", () => {
  const env = { HTTPS_PROXY: "http://upper:1", https_proxy: "http://lower:1", NO_PROXY: "a.example" };
  expect(proxySettings(env)).toEqual({
    httpsProxy: "http://lower:1",
    noProxy: "a.example,localhost,127.0.0.1,[::1]",
  });
});

test.each([
  {},
  { HTTPS_PROXY: "" },
  { HTTP_PROXY: "http://p:1" },
  { HTTPS_PROXY: "http://p:1", NO_PROXY: "*" },
])("uses no proxy with %o", (env) => {
  expect(proxySettings(env)).toBeUndefined();
});
