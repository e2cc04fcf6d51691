import { expect, test } from "vitest";
import { proxySettings } from "../../../src/client/proxySettings.ts";

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

test("HOST:PORT is an HTTP proxy, as it is for curl", () => {
  expect(proxySettings({ https_proxy: " proxy.corp:3128 " })?.httpsProxy).toBe("http://proxy.corp:3128");
});

test.each(["socks5://user:canary@p:1", "http://", "http://user:canary@", "no url: canary"])(
  "a proxy that is no URL of one is refused by the name of its variable: %s",
  (value) => {
    const read = () => proxySettings({ HTTPS_PROXY: value });
    expect(read).toThrow(/^NCF_INPUT_INVALID: .* HTTPS_PROXY is not the URL of an HTTP proxy/);
    expect(read).not.toThrow(/canary/);
  },
);
