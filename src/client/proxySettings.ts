import { NcfError } from "../diagnostics/ncfError.ts";
import type { Ports } from "../ports/ports.ts";

/** Proxy configuration. */
export interface ProxySettings {
  /** URL of the proxy, `http://` or `https://`. */
  readonly httpsProxy: string;
  /** Hosts that bypass the proxy, in the format of `NO_PROXY`. */
  readonly noProxy: string;
}

const loopback = "localhost,127.0.0.1,[::1]";

/**
 * Reads the usual proxy variables, lower case first. Only `HTTPS_PROXY` applies: plain http is
 * allowed only for the loopback interface, which never uses a proxy. As with curl, `HOST:PORT`
 * means `http://HOST:PORT`. Returns `undefined` when there is no proxy.
 * @throws NcfError NCF_INPUT_INVALID when the value is not the URL of an HTTP proxy; never contains
 * the value, which may include a password
 */
export function proxySettings(env: Ports["env"]): ProxySettings | undefined {
  const name = env["https_proxy"] === undefined ? "HTTPS_PROXY" : "https_proxy";
  const given = env[name]?.trim() ?? "";
  const noProxy = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").trim();
  if (given === "" || noProxy === "*") return undefined;
  const httpsProxy = given.includes("://") ? given : `http://${given}`;
  if (!isProxyUrl(httpsProxy)) {
    throw new NcfError("NCF_INPUT_INVALID", {
      reason: `the environment variable ${name} is not the URL of an HTTP proxy`,
      hint: `set ${name} to http://HOST:PORT, or unset it`,
    });
  }
  return { httpsProxy, noProxy: noProxy === "" ? loopback : `${noProxy},${loopback}` };
}

function isProxyUrl(text: string): boolean {
  return URL.canParse(text) && ["http:", "https:"].includes(new URL(text).protocol);
}
