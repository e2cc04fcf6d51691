import type { Destination } from "../../model/address.ts";
import type { JsonObject } from "../../model/json.ts";

/** Account that signs the calls. Fit to be printed. */
export interface Account {
  /** Access key ID, shortened: `ncp_…f3Kd`. */
  readonly accessKey: string;
  /** Source of the key: `environment (NCLOUD_ACCESS_KEY)`. */
  readonly source: string;
}

/** Addresses of the calls of a stack, and the account that signs them. */
export interface StackDestinations {
  /** Each destination once, with the names of the resources that it is for, in their order. */
  readonly places: readonly {
    /** Absent where it is not known before the run. */
    readonly destination?: Destination;
    readonly names: readonly string[];
  }[];
  /** Absent where no account is known, as in a stack of commands only. */
  readonly account?: Account;
}

/** Returns where the calls of a stack go as JSON. */
export function shownDestinations(destinations: StackDestinations): JsonObject {
  return destinations as unknown as JsonObject;
}

/** Names in a line, at most. */
const shownNames = 5;

/** Formats where the calls of a stack go: a line for each destination, and one for the account. No line ends with a line break. */
export function destinationLines({ places, account }: StackDestinations): readonly string[] {
  const [only] = places;
  if (only === undefined) return [];
  const addresses =
    places.length === 1
      ? [`calls go to ${placeText(only.destination)}`]
      : places.map(
          ({ destination, names }) => `calls of ${namesText(names)} go to ${placeText(destination)}`,
        );
  return account === undefined
    ? addresses
    : [...addresses, `account ${account.accessKey}, from the ${account.source}`];
}

/** Formats a destination: `https://cloudfunctions.apigw.ntruss.com (site public, region KR, platform classic)`. */
export function destinationText({ endpoint, site, region, platform, apiVersion }: Destination): string {
  const facts = [
    ...(site === undefined ? [] : [`site ${site}`]),
    ...(region === undefined ? [] : [`region ${region}`]),
    `platform ${platform}`,
    `API ${apiVersion}`,
  ];
  return `${endpoint} (${facts.join(", ")})`;
}

/** Shortens an access key ID, which is no secret but need not be in every log: `ncp_…f3Kd`. */
export function shortAccessKey(accessKey: string): string {
  const shown = accessKey.length >= 16 ? 4 : Math.floor(accessKey.length / 4);
  return `${accessKey.slice(0, shown)}…${shown === 0 ? "" : accessKey.slice(-shown)}`;
}

function placeText(destination: Destination | undefined): string {
  return destination === undefined
    ? "an address that is not known before the run"
    : destinationText(destination);
}

function namesText(names: readonly string[]): string {
  const more = names.length - shownNames;
  return more > 0 ? `${names.slice(0, shownNames).join(", ")} and ${more} more` : names.join(", ");
}
