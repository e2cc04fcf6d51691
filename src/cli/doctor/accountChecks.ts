import { proxySettings } from "../../client/proxySettings.ts";
import type { Address } from "../../model/address.ts";
import { type Credentials, findCredentials } from "../../signing/credentials.ts";
import type { CallContext } from "../calls/callOptions.ts";
import type { Terminal } from "../terminal.ts";
import { type Finding, findingOf, ok, problem } from "./finding.ts";

const shownCharacters = 4;
/** An action that is not expected to exist: the API checks the signature first. */
const askedAction = { packageName: "-", actionName: "ncf-doctor" };
const periodMs = 60_000;

/** Credentials that were found, and the finding about them. */
export interface FoundCredentials {
  readonly finding: Finding;
  readonly credentials?: Credentials;
}

/** Finds the credentials of a call. @param inSettings - Whether the settings of the stack have an encrypted pair. */
export function checkCredentials(options: CallContext["credentials"], inSettings: boolean): FoundCredentials {
  if (inSettings) {
    const text = "encrypted in the settings of the stack, which only up decrypts; not checked";
    return { finding: ok("credentials", text) };
  }
  try {
    const credentials = findCredentials(options);
    const { accessKey, source } = credentials;
    const text = `access key ${accessKey.slice(0, shownCharacters)}…, from ${source}`;
    return { finding: ok("credentials", text), credentials };
  } catch (error) {
    return { finding: findingOf("credentials", error) };
  }
}

/** Names the proxy, without a user and a password. */
export function checkProxy(env: Terminal["ports"]["env"]): Finding {
  try {
    const proxy = proxySettings(env);
    if (proxy === undefined) return ok("proxy", "none");
    return ok("proxy", `${new URL(proxy.httpsProxy).host}, except for ${proxy.noProxy}`);
  } catch (error) {
    return findingOf("proxy", error);
  }
}

/** Sends one signed read, to learn whether the API accepts the credentials. Calls no action. */
export async function checkSignature(
  terminal: Pick<Terminal, "activationReader" | "ports">,
  {
    address,
    credentials,
    env,
  }: {
    readonly address: Address;
    readonly credentials: Credentials;
    readonly env: Terminal["ports"]["env"];
  },
  signal: AbortSignal,
): Promise<Finding> {
  const reader = await terminal.activationReader(credentials, env);
  try {
    const now = terminal.ports.clock.now();
    const query = { address, action: askedAction, startAt: now - periodMs, endAt: now };
    const response = await reader.activations(query, signal);
    if (response.kind === "unreadable") {
      return problem("signature", "NCF_NOT_SENT", `the API cannot be asked: ${response.reason}`);
    }
    if (response.kind === "refused" && [401, 403].includes(response.error.status)) {
      const { status, message, errorCode } = response.error;
      const text = `the API refuses the credentials: HTTP ${status}${errorCode === undefined ? "" : ` (${errorCode})`}: ${message}`;
      const hint =
        "check the key pair, and the permission of its account for Cloud Functions; ncf explain NCF_REJECTED";
      return problem("signature", "NCF_REJECTED", text, hint);
    }
    return ok("signature", "the API accepts the credentials");
  } finally {
    await reader.close();
  }
}
