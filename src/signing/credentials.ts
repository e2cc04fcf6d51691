import { Secret } from "../model/secret.ts";
import { join } from "node:path";
import type { Ports } from "../ports/ports.ts";
import { parse } from "ini";
import { NcfError } from "../diagnostics/ncfError.ts";

/** A key pair of Ncloud: main account, sub account, or temporary. */
export interface Credentials {
  /** Access key id. Sent in a header in clear. */
  readonly accessKey: string;
  /** Secret key. Signs; never sent. */
  readonly secretKey: Secret;
  /** Where the pair was found, for messages: `environment (NCLOUD_ACCESS_KEY)`. */
  readonly source: string;
}

/** The two halves of a pair of keys as they were found, unchecked; a half may be missing. */
export interface KeyPair {
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
}

/** Why a text cannot be an access key or secret key, as a clause that can follow its name. Never holds the text. */
export function invalidKeyReason(text: string): string | undefined {
  if (text === "") return "is empty";
  if (/[\r\n]/.test(text)) return "holds a line break";
  if (/\s/.test(text)) return "holds white space";
  // Anything else outside printable ASCII cannot stand in a header, or was pasted from a formatted page.
  if (!/^[!-~]+$/.test(text)) return "holds a control character or one outside ASCII";
  return undefined;
}

/** Where credentials may come from. */
export interface CredentialOptions extends Pick<Ports, "env" | "homeDir" | "readText"> {
  /** Given by the program itself. */
  readonly explicit?: KeyPair | undefined;
  /** The stack's Pulumi config: `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig?: KeyPair | undefined;
  /** The configure file's profile; `NCLOUD_PROFILE`, else the default profile, when left out. */
  readonly profile?: string | undefined;
}

/** One place where credentials may be, and what is there. */
export interface CredentialSource {
  /** What to call it in a message: `environment`. */
  readonly name: string;
  readonly accessKey: FoundKey;
  readonly secretKey: FoundKey;
  /** Why nothing could be looked up here at all: `no such file`. */
  readonly absent?: string;
}

/** One half of a pair in one place. */
export interface FoundKey {
  /** What the half is called there: `NCLOUD_ACCESS_KEY`; every spelling when there is none of them. */
  readonly name: string;
  readonly text: string | undefined;
}

/**
 * Every place where credentials may be, in the order in which they count. A later place is not looked at, and no file
 * read, before it is asked for.
 *
 * Two orders are in use for the two spellings of the secret key's variable; this is the one of the Go and JavaScript SDKs.
 * Source: NaverCloudPlatform/ncloud-sdk-go-v2 ncloud/credentials/env_provider.go [code]
 */
export function* credentialSources(sources: CredentialOptions): Generator<CredentialSource, void, void> {
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

/** The first variable with a text in it, else the first that is set at all. */
function variable(env: Ports["env"], names: readonly string[]): FoundKey {
  const name = names.find((one) => env[one]) ?? names.find((one) => env[one] !== undefined);
  return name === undefined ? { name: names.join(" or "), text: undefined } : { name, text: env[name] };
}

function configureFile({ env, homeDir, readText, profile }: CredentialOptions): CredentialSource {
  const wanted = profile ?? env["NCLOUD_PROFILE"];
  const path = join(homeDir, ".ncloud", "configure");
  let pair: KeyPair | undefined;
  let absent: string | undefined;
  try {
    const text = readText(path);
    if (text === undefined) absent = "no such file";
    else {
      pair = readConfigureFile(text, wanted);
      if (pair === undefined) absent = "no such profile in the file";
    }
  } catch (error) {
    absent = `the file cannot be read (${(error as NodeJS.ErrnoException).code ?? "unknown error"})`;
  }
  return {
    name: `${path}, profile ${wanted ?? "DEFAULT"}`,
    accessKey: { name: "ncloud_access_key_id", text: pair?.accessKey },
    secretKey: { name: "ncloud_secret_access_key", text: pair?.secretKey },
    ...(absent === undefined ? {} : { absent }),
  };
}

const defaultProfile = /^default$/i;

/**
 * Reads one profile of a configure file (`~/.ncloud/configure`). Answers `undefined` when the file has no such profile.
 *
 * The default profile is the keys before any section, else the section `[DEFAULT]`: both forms are in use.
 * Shape: `[profile]`, then `ncloud_access_key_id = …` and `ncloud_secret_access_key = …`
 * Source: NaverCloudPlatform/ncp-iam-authenticator pkg/credentials/credential.go [code]
 */
export function readConfigureFile(text: string, profile = "DEFAULT"): KeyPair | undefined {
  // `ini` makes a tree of `[a.b]`, but a profile's name is only a name.
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
 * Finds the pair of keys to sign with: the first place counts that has either half of one. The order is the program,
 * the stack's Pulumi config, the environment, the configure file; so that what is written for this deployment wins over
 * what is set on this machine, as with any other Pulumi provider. A server's role (its metadata service) is not asked,
 * since that would take the network.
 *
 * @throws NcfError NCF_CREDENTIALS_MISSING naming every place looked at
 * @throws NcfError NCF_CREDENTIALS_INVALID when that place's pair lacks a half or cannot be used; never with the value
 */
export function findCredentials(sources: CredentialOptions): Credentials {
  const looked: string[] = [];
  for (const place of credentialSources(sources)) {
    if (place.accessKey.text !== undefined || place.secretKey.text !== undefined) return credentialsAt(place);
    const found = place.absent ?? `${place.accessKey.name} and ${place.secretKey.name} are not set`;
    looked.push(`\n  ${place.name}: ${found}`);
  }
  throw new NcfError("NCF_CREDENTIALS_MISSING", {
    reason: `no access key and secret key found; looked at${looked.join("")}`,
  });
}

function credentialsAt({ name, accessKey, secretKey }: CredentialSource): Credentials {
  const invalid = (reason: string): NcfError =>
    new NcfError("NCF_CREDENTIALS_INVALID", {
      reason: `credentials of the ${name} cannot be used: ${reason}`,
    });
  for (const [half, other] of [
    [accessKey, secretKey],
    [secretKey, accessKey],
  ] as const) {
    if (half.text === undefined) throw invalid(`${other.name} is set but ${half.name} is not`);
    const problem = invalidKeyReason(half.text);
    if (problem !== undefined) throw invalid(`${half.name} ${problem}`);
  }
  return {
    accessKey: accessKey.text as string,
    secretKey: new Secret(secretKey.text as string),
    source: `${name} (${accessKey.name})`,
  };
}
