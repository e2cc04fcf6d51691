import { NcfError } from "../diagnostics/NcfError.ts";
import { Secret } from "../model/secret.ts";
import { credentialPlaces, type CredentialPlace, type CredentialSources } from "./credentialPlaces.ts";
import type { Credentials } from "./Credentials.ts";
import { keyProblem } from "./keyProblem.ts";

/**
 * Finds the pair of keys to sign with: the first place counts that has either half of one. The order is the program,
 * the stack's Pulumi config, the environment, the configure file; so that what is written for this deployment wins over
 * what is set on this machine, as with any other Pulumi provider. A server's role (its metadata service) is not asked,
 * since that would take the network.
 *
 * @throws NcfError NCF_CREDENTIALS_MISSING naming every place looked at
 * @throws NcfError NCF_CREDENTIALS_INVALID when that place's pair lacks a half or cannot be used; never with the value
 */
export function findCredentials(sources: CredentialSources): Credentials {
  const looked: string[] = [];
  for (const place of credentialPlaces(sources)) {
    if (place.accessKey.text !== undefined || place.secretKey.text !== undefined) return credentialsAt(place);
    const found = place.absent ?? `${place.accessKey.name} and ${place.secretKey.name} are not set`;
    looked.push(`\n  ${place.name}: ${found}`);
  }
  throw new NcfError("NCF_CREDENTIALS_MISSING", {
    reason: `no access key and secret key found; looked at${looked.join("")}`,
  });
}

function credentialsAt({ name, accessKey, secretKey }: CredentialPlace): Credentials {
  const invalid = (reason: string): NcfError =>
    new NcfError("NCF_CREDENTIALS_INVALID", {
      reason: `credentials of the ${name} cannot be used: ${reason}`,
    });
  for (const [half, other] of [
    [accessKey, secretKey],
    [secretKey, accessKey],
  ] as const) {
    if (half.text === undefined) throw invalid(`${other.name} is set but ${half.name} is not`);
    const problem = keyProblem(half.text);
    if (problem !== undefined) throw invalid(`${half.name} ${problem}`);
  }
  return {
    accessKey: accessKey.text as string,
    secretKey: new Secret(secretKey.text as string),
    source: `${name} (${accessKey.name})`,
  };
}
