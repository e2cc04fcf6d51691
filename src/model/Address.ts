/** Which cloud: the public one, the government's, or the financial one. */
export type Site = "public" | "gov" | "fin";

/** Ncloud's region codes. They pick the host and are never sent to Cloud Functions. */
export type Region = "KR" | "SGN" | "JPN" | "FKR";

/** The two versions of the API; both say `v2` in their paths. */
export type ApiVersion = "v2.0" | "v2.1";

/** Where the action lives. */
export type Platform = "classic" | "vpc";

/** What picks an address. Everything may be left out. */
export interface AddressChoice {
  readonly site?: unknown;
  readonly region?: unknown;
  readonly apiVersion?: unknown;
  readonly platform?: unknown;
  readonly endpoint?: unknown;
}

/** Where calls go. */
export interface Address {
  /** Scheme, host and port, without a trailing slash: `https://cloudfunctions.apigw.ntruss.com`. */
  readonly origin: string;
  /** Path before `/packages`: `/api/v2` for v2.0, `/ncf/api/v2` for v2.1. */
  readonly prefix: "/api/v2" | "/ncf/api/v2";
  /** The action's platform. */
  readonly platform: Platform;
  /** Whether this cloud knows the `platform` query parameter; the government and financial ones do not. */
  readonly sendsPlatform: boolean;
}
