import type { Ports } from "../ports/ports.ts";

/** Which proxy to use. */
export interface ProxySettings {
  readonly httpsProxy: string;
  /** As in `NO_PROXY`. */
  readonly noProxy: string;
}

const loopback = "localhost,127.0.0.1,[::1]";

/**
 * Reads the usual proxy variables, lower case first. Only `HTTPS_PROXY` counts, since plain http goes to the loopback
 * interface alone, and that is never reached through a proxy. `undefined` when there is no proxy.
 */
export function proxySettings(env: Ports["env"]): ProxySettings | undefined {
  const httpsProxy = env["https_proxy"] ?? env["HTTPS_PROXY"] ?? "";
  const noProxy = (env["no_proxy"] ?? env["NO_PROXY"] ?? "").trim();
  if (httpsProxy === "" || noProxy === "*") return undefined;
  return { httpsProxy, noProxy: noProxy === "" ? loopback : `${noProxy},${loopback}` };
}
