import type { Issue } from "./issue.ts";

/** Ncloud site: the public, government or financial cloud. */
export type Site = "public" | "gov" | "fin";

/** Ncloud region codes. They select the host and are never sent to Cloud Functions. */
export type Region = "KR" | "SGN" | "JPN" | "FKR";

/** Versions of the API. The paths of both contain `v2`. */
export type ApiVersion = "v2.0" | "v2.1";

/** Platform that the action runs on. */
export type Platform = "classic" | "vpc";

/** Inputs that select an address. All are optional. */
export interface AddressChoice {
  readonly site?: unknown;
  readonly region?: unknown;
  readonly apiVersion?: unknown;
  readonly platform?: unknown;
  readonly endpoint?: unknown;
}

/** Address that calls are sent to. */
export interface Address {
  /** Scheme, host and port, without a trailing slash: `https://cloudfunctions.apigw.ntruss.com`. */
  readonly origin: string;
  /** Path before `/packages`: `/api/v2` for v2.0, `/ncf/api/v2` for v2.1. */
  readonly prefix: "/api/v2" | "/ncf/api/v2";
  readonly platform: Platform;
  /**
   * `true` when the cloud supports the `platform` query parameter. The government and financial
   * clouds do not.
   */
  readonly sendsPlatform: boolean;
}

interface Cloud {
  readonly name: string;
  readonly hosts: Partial<Record<Region, string>>;
  readonly apiVersions: readonly ApiVersion[];
  readonly platforms: (region: Region) => readonly Platform[];
  readonly sendsPlatform: boolean;
}

// Source: `compute-cloudfunctions` on api., api-gov. and api-fin.ncloud-docs.com [doc]; the first entry of each list is the default.
const clouds: Record<Site, Cloud> = {
  public: {
    name: "the public cloud",
    hosts: {
      KR: "https://cloudfunctions.apigw.ntruss.com",
      SGN: "https://sg-cloudfunctions.apigw.ntruss.com",
      JPN: "https://jp-cloudfunctions.apigw.ntruss.com",
    },
    apiVersions: ["v2.0", "v2.1"],
    platforms: (region) => (region === "KR" ? ["classic", "vpc"] : ["vpc"]),
    sendsPlatform: true,
  },
  gov: {
    name: "the government cloud",
    hosts: { KR: "https://cloudfunctions.apigw.gov-ntruss.com" },
    apiVersions: ["v2.0"],
    platforms: () => ["classic"],
    sendsPlatform: false,
  },
  fin: {
    name: "the financial cloud",
    hosts: {
      FKR: "https://cloudfunctions.apigw.fin-ntruss.com",
      KR: "https://cloudfunctions.apigw.fin-ntruss.com",
    },
    apiVersions: ["v2.1"],
    platforms: () => ["vpc"],
    sendsPlatform: false,
  },
};

/** Address that a choice selects, or every reason why there is none. */
export type ResolvedAddress =
  | { readonly address: Address; readonly issues?: undefined }
  | { readonly address?: undefined; readonly issues: readonly Issue[] };

/**
 * Selects the host, path prefix and platform.
 *
 * Defaults: site `public`; region `KR` (`FKR` in the financial cloud); API version `v2.0` (`v2.1`
 * in the financial cloud); platform `classic` for v2.0 in Korea and in the government cloud,
 * otherwise `vpc`. An `endpoint` replaces only the host: the other rules are those of the site and
 * region. A combination that does not exist is an issue with a hint.
 */
export function resolveAddress(choice: AddressChoice): ResolvedAddress {
  const { site, region, apiVersion, platform, issues } = pickAddress(choice);
  if (issues.length > 0) return { issues };
  const cloud = clouds[site];
  const origin =
    choice.endpoint === undefined
      ? (cloud.hosts[region] as string)
      : new URL(choice.endpoint as string).origin;
  const prefix = apiVersion === "v2.0" ? "/api/v2" : "/ncf/api/v2";
  return { address: { origin, prefix, platform, sendsPlatform: cloud.sendsPlatform } };
}

interface PickedAddress {
  readonly site: Site;
  readonly region: Region;
  readonly apiVersion: ApiVersion;
  readonly platform: Platform;
  readonly issues: readonly Issue[];
}

function pickAddress(choice: AddressChoice): PickedAddress {
  const issues: Issue[] = [];
  const pick = <T extends string>(field: keyof AddressChoice, allowed: readonly T[], where: string): T => {
    const value = choice[field];
    const first = allowed[0] as T;
    if (value === undefined || allowed.includes(value as T)) return (value ?? first) as T;
    const found = typeof value === "string" ? JSON.stringify(value.slice(0, 60)) : `of type ${typeof value}`;
    issues.push({
      code: "NCF_ADDRESS_INVALID",
      pointer: `/${field}`,
      reason: `${field} is ${found}, which does not exist${where}`,
      hint: `write ${allowed.map((one) => `${field}: ${one}`).join(" or ")}${where === "" ? "" : ", or leave it out"}`,
    });
    return first;
  };

  const site = pick<Site>("site", ["public", "gov", "fin"], "");
  const cloud = clouds[site];
  const region = pick("region", Object.keys(cloud.hosts) as Region[], ` in ${cloud.name}`);
  const apiVersion = pick("apiVersion", cloud.apiVersions, ` in ${cloud.name}`);
  const platforms = cloud.platforms(region);
  // The API reference for v2.1 defaults to VPC. Where there is only one platform, it is the default.
  const byVersion = apiVersion === "v2.1" ? platforms.toReversed() : platforms;
  const platform = pick("platform", byVersion, ` for region ${region} of ${cloud.name}`);

  const wrongEndpoint = endpointIssue(choice.endpoint);
  if (wrongEndpoint !== undefined) issues.push(wrongEndpoint);
  return { site, region, apiVersion, platform, issues };
}

/** An address as people name it. */
export interface Destination {
  /** Absent, like the region, for an address of the state at an endpoint that is no cloud's own. */
  readonly site?: Site;
  readonly region?: Region;
  readonly platform: Platform;
  readonly apiVersion: ApiVersion;
  /** Scheme, host and port: `https://cloudfunctions.apigw.ntruss.com`. */
  readonly endpoint: string;
}

/** Returns the destination that a choice means; `undefined` where there is none. */
export function destinationOf(choice: AddressChoice): Destination | undefined {
  const { address } = resolveAddress(choice);
  if (address === undefined) return undefined;
  const { site, region, apiVersion, platform } = pickAddress(choice);
  return { site, region, platform, apiVersion, endpoint: address.origin };
}

/** Returns the destination of an address that was resolved before, such as one of the state. */
export function destinationOfAddress({ origin, prefix, platform }: Address): Destination {
  const apiVersion = prefix === "/api/v2" ? "v2.0" : "v2.1";
  return { ...placeOf(origin), platform, apiVersion, endpoint: origin };
}

/** Returns the site and region that a cloud's own host is in; empty for any other endpoint. */
export function placeOf(origin: string): Pick<Destination, "site" | "region"> {
  const places = (Object.keys(clouds) as Site[]).flatMap((site) =>
    (Object.keys(clouds[site].hosts) as Region[]).map((region) => ({ site, region })),
  );
  return places.find(({ site, region }) => clouds[site].hosts[region] === origin) ?? {};
}

/** Reports whether calls to two addresses reach the same actions. */
export function isSameAddress(one: Address, other: Address): boolean {
  return one.origin === other.origin && one.prefix === other.prefix && one.platform === other.platform;
}

/** Returns the options by which `ncf activation` and `ncf invoke` find an address: none for the public cloud in Korea, classic, v2.0. */
export function addressOptions({ origin, prefix, platform, sendsPlatform }: Address): readonly string[] {
  const version = prefix === "/api/v2" ? "v2.0" : "v2.1";
  const usual = resolveAddress({}).address;
  return [
    ...(origin === usual?.origin ? [] : ["--endpoint", origin]),
    ...(sendsPlatform ? [] : ["--site", version === "v2.0" ? "gov" : "fin"]),
    ...(sendsPlatform && version !== "v2.0" ? ["--api-version", version] : []),
    ...(sendsPlatform && platform !== "classic" ? ["--platform", platform] : []),
  ];
}

/** Returns the host and the port of an origin: `127.0.0.1:7380`, `cloudfunctions.apigw.ntruss.com:443`. */
export function hostAndPort(origin: string): string {
  const { hostname, port, protocol } = new URL(origin);
  return `${hostname}:${port === "" ? (protocol === "http:" ? "80" : "443") : port}`;
}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * Checks an `endpoint`: an `https` origin, or `http` on the loopback interface (an emulator).
 * Parameters are sent in clear, so `http` to any other host is refused.
 */
export function endpointIssue(endpoint: unknown): Issue | undefined {
  if (endpoint === undefined) return undefined;
  const issue = (reason: string): Issue => ({
    code: "NCF_ADDRESS_INVALID",
    pointer: "/endpoint",
    reason,
    hint: "write an origin such as https://cloudfunctions.apigw.ntruss.com, or http://127.0.0.1:PORT for an emulator",
  });
  if (typeof endpoint !== "string" || !URL.canParse(endpoint)) return issue("endpoint is not a URL");
  const url = new URL(endpoint);
  if (url.protocol !== "https:" && url.protocol !== "http:") {
    return issue(`endpoint has the scheme ${url.protocol.slice(0, -1)}, not https`);
  }
  if (url.protocol === "http:" && !loopback.test(url.hostname)) {
    return issue(`endpoint sends parameters in clear to ${url.hostname}: http is for loopback only`);
  }
  if (url.username !== "" || url.password !== "") return issue("endpoint carries a user name or password");
  if (url.pathname !== "/" || url.search !== "" || url.hash !== "") {
    return issue("endpoint has a path, query or fragment");
  }
  return undefined;
}
