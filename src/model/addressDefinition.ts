import type { ApiVersion, Platform, Region, Site } from "./address.ts";

/** Values of the inputs that select the address, shared with the config keys of the same names. */
export const addressTypes = {
  platform: {
    kind: "enum",
    values: {
      classic: "The Classic platform.",
      vpc: "The VPC platform.",
    } satisfies Record<Platform, string>,
  },
  region: {
    kind: "enum",
    values: {
      KR: "Korea.",
      SGN: "Singapore.",
      JPN: "Japan.",
      FKR: "Korea, financial cloud.",
    } satisfies Record<Region, string>,
  },
  site: {
    kind: "enum",
    values: {
      public: "The public cloud.",
      gov: "The government cloud.",
      fin: "The financial cloud.",
    } satisfies Record<Site, string>,
  },
  apiVersion: {
    kind: "enum",
    values: {
      "v2.0": "Paths under `/api/v2`.",
      "v2.1": "Paths under `/ncf/api/v2`.",
    } satisfies Record<ApiVersion, string>,
  },
} as const;

/** Defaults of the inputs that select the address, in words. */
export const addressDefaults = {
  platform: "`classic` for API version `v2.0` in region `KR` and in the government cloud, otherwise `vpc`",
  region: "`KR` (`FKR` in the financial cloud)",
  apiVersion: "`v2.0` (`v2.1` in the financial cloud)",
  endpoint: "the host of `site` and `region`",
} as const;
