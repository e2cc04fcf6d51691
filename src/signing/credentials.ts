import { join } from "node:path";
import { parse } from "ini";
import { NcfError } from "../diagnostics/ncfError.ts";
import { Secret } from "../model/secret.ts";
import type { Ports } from "../ports/ports.ts";

/** An Ncloud key pair: main account, sub account, or temporary. */
export interface Credentials {
  /** Access key ID. Sent in a header in clear. */
  readonly accessKey: string;
  /** Secret key. Used to sign; never sent. */
  readonly secretKey: Secret;
  /** Origin of the pair for messages: `environment (NCLOUD_ACCESS_KEY)`. */
  readonly source: string;
}

/** Key pair as found: unchecked, and either key may be missing. */
export interface KeyPair {
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
}

/**
 * Returns the reason why a string is not a valid access key or secret key, as a clause that can
 * follow its name; `undefined` when it is valid. Never includes the string.
 */
function invalidKeyReason(text: string): string | undefined {
  if (text === "") return "is empty";
  if (/[\r\n]/.test(text)) return "contains a line break";
  if (/\s/.test(text)) return "contains white space";
  // Other characters are not allowed in a header, or were pasted from a formatted page.
  if (!/^[!-~]+$/.test(text)) return "contains a control character or one outside ASCII";
  return undefined;
}

/** Options of {@link findCredentials}. */
export interface CredentialOptions extends Pick<Ports, "env" | "homeDir" | "readText"> {
  /** Keys that the program passes. */
  readonly explicit?: KeyPair | undefined;
  /** Keys of the stack's Pulumi config: `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig?: KeyPair | undefined;
  /** Profile of the configure file. @default `NCLOUD_PROFILE`, else the default profile */
  readonly profile?: string | undefined;
}

/** One source of credentials and the keys it contains. */
export interface CredentialSource {
  /** Name for messages: `environment`. */
  readonly name: string;
  readonly accessKey: FoundKey;
  readonly secretKey: FoundKey;
  /** Reason why the source cannot be read at all: `no such file`. */
  readonly absent?: string;
}

/** One key of a pair in one source. */
export interface FoundKey {
  /** Name of the key in the source: `NCLOUD_ACCESS_KEY`; every accepted name when none is set. */
  readonly name: string;
  readonly text: string | undefined;
}

/**
 * Yields every source of credentials by precedence, highest first. Reads a source only when it is
 * requested.
 *
 * Ncloud tools disagree on the precedence of variable names; this is the order of the Go and
 * JavaScript SDKs.
 * Source: NaverCloudPlatform/ncloud-sdk-go-v2 ncloud/credentials/env_provider.go [code]
 */
function* credentialSources(sources: CredentialOptions): Generator<CredentialSource, void, void> {
  const { env, explicit, stackConfig } = sources;
  yield {
    name: "program",
    accessKey: { name: "accessKey", text: explicit?.accessKey },
    secretKey: { name: "secretKey", text: explicit?.secretKey },
  };
  yield {
    name: "stack config",
    accessKey: { name: "ncf:accessKey", text: stackConfig?.accessKey },
    secretKey: { name: "ncf:secretKey", text: stackConfig?.secretKey },
  };
  yield {
    name: "environment",
    accessKey: variable(env, ["NCLOUD_ACCESS_KEY_ID", "NCLOUD_ACCESS_KEY"]),
    secretKey: variable(env, ["NCLOUD_SECRET_ACCESS_KEY", "NCLOUD_SECRET_KEY"]),
  };
  yield configureFile(sources);
}

/** Returns the first variable that is not empty, otherwise the first that is set. */
function variable(env: Ports["env"], names: readonly string[]): FoundKey {
  const name = names.find((one) => env[one]) ?? names.find((one) => env[one] !== undefined);
  return name === undefined ? { name: names.join(" or "), text: undefined } : { name, text: env[name] };
}

function configureFile({ env, homeDir, readText, profile }: CredentialOptions): CredentialSource {
  const profileName = profile ?? env["NCLOUD_PROFILE"];
  const path = join(homeDir, ".ncloud", "configure");
  let pair: KeyPair | undefined;
  let absent: string | undefined;
  try {
    const text = readText(path);
    if (text === undefined) absent = "no such file";
    else {
      pair = readConfigureFile(text, profileName);
      if (pair === undefined) absent = "no such profile in the file";
    }
  } catch (error) {
    absent = `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
  }
  return {
    name: `${path}, profile ${profileName ?? "DEFAULT"}`,
    accessKey: { name: "ncloud_access_key_id", text: pair?.accessKey },
    secretKey: { name: "ncloud_secret_access_key", text: pair?.secretKey },
    ...(absent === undefined ? {} : { absent }),
  };
}

const defaultProfile = /^default$/i;

/**
 * Reads one profile of a configure file (`~/.ncloud/configure`). Returns `undefined` when the file
 * has no such profile.
 *
 * The default profile consists of the keys before any section, otherwise of the section
 * `[DEFAULT]`: both formats are in use.
 * Shape: `[profile]`, then `ncloud_access_key_id = …` and `ncloud_secret_access_key = …`
 * Source: NaverCloudPlatform/ncp-iam-authenticator pkg/credentials/credential.go [code]
 */
export function readConfigureFile(text: string, profile = "DEFAULT"): KeyPair | undefined {
  // `ini` nests `[a.b]`, but the name of a profile may contain dots.
  const flat = text
    .replace(/^\uFEFF/, "")
    .replace(/^\[[^\]]*\]/gm, (section) => section.replaceAll(".", "\\."));
  const file: Readonly<Record<string, unknown>> = parse(flat);
  if (!defaultProfile.test(profile)) return pairIn(file[profile]);
  const top = pairIn(file);
  if (top?.accessKey !== undefined || top?.secretKey !== undefined) return top;
  return pairIn(file["DEFAULT"] ?? file["default"]);
}

function pairIn(section: unknown): KeyPair | undefined {
  if (typeof section !== "object" || section === null) return undefined;
  const keys = section as Readonly<Record<string, unknown>>;
  return {
    accessKey: textOf(keys["ncloud_access_key_id"]),
    secretKey: textOf(keys["ncloud_secret_access_key"]),
  };
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/**
 * Finds the key pair to sign with, in the first source that has either key: the program, the
 * stack's Pulumi config, the environment, the configure file. As in other Pulumi providers, the
 * settings of the deployment take precedence over those of the machine.
 *
 * Server roles are not supported: the metadata service needs the network.
 * @throws NcfError NCF_CREDENTIALS_MISSING with every source that was searched
 * @throws NcfError NCF_CREDENTIALS_INVALID when the pair of that source is incomplete or malformed;
 * never contains the value
 */
export function findCredentials(options: CredentialOptions): Credentials {
  const tried: string[] = [];
  for (const source of credentialSources(options)) {
    if (source.accessKey.text !== undefined || source.secretKey.text !== undefined)
      return credentialsFrom(source);
    const found = source.absent ?? `${source.accessKey.name} and ${source.secretKey.name} are not set`;
    tried.push(`\n  ${source.name}: ${found}`);
  }
  throw new NcfError("NCF_CREDENTIALS_MISSING", {
    reason: `no access key and secret key found; looked in${tried.join("")}`,
  });
}

function credentialsFrom({ name, accessKey, secretKey }: CredentialSource): Credentials {
  const invalid = (reason: string): NcfError =>
    new NcfError("NCF_CREDENTIALS_INVALID", {
      reason: `credentials from the ${name} cannot be used: ${reason}`,
    });
  for (const [key, other] of [
    [accessKey, secretKey],
    [secretKey, accessKey],
  ] as const) {
    if (key.text === undefined) throw invalid(`${other.name} is set but ${key.name} is not`);
    const problem = invalidKeyReason(key.text);
    if (problem !== undefined) throw invalid(`${key.name} ${problem}`);
  }
  return {
    accessKey: accessKey.text as string,
    secretKey: new Secret(secretKey.text as string),
    source: `${name} (${accessKey.name})`,
  };
}
