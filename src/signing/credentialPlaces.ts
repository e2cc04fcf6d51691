import { join } from "node:path";
import type { Ports } from "../ports/ports.ts";
import type { KeyPair } from "./KeyPair.ts";
import { readConfigureFile } from "./readConfigureFile.ts";

/** Where credentials may come from. */
export interface CredentialSources extends Pick<Ports, "env" | "homeDir" | "readText"> {
  /** Given by the program itself. */
  readonly explicit?: KeyPair | undefined;
  /** The stack's Pulumi config: `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig?: KeyPair | undefined;
  /** The configure file's profile; `NCLOUD_PROFILE`, else the default profile, when left out. */
  readonly profile?: string | undefined;
}

/** One place where credentials may be, and what is there. */
export interface CredentialPlace {
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
export function* credentialPlaces(sources: CredentialSources): Generator<CredentialPlace, void, void> {
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

function configureFile({ env, homeDir, readText, profile }: CredentialSources): CredentialPlace {
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
