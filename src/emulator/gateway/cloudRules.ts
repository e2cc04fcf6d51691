import type { ApiVersion, Platform } from "../../model/address.ts";

/** Whose rules apply: a region of the public cloud, the government cloud, or the financial one. */
export type CloudName = "KR" | "SGN" | "JPN" | "gov" | "fin";

/** Differences between clouds. */
export interface CloudRules {
  /** Config that picks this cloud, besides the endpoint. */
  readonly address: { readonly site?: string; readonly region?: string };
  /** The versions that are served; the path of any other is not found. */
  readonly apiVersions: readonly ApiVersion[];
  /** The platforms that exist. */
  readonly platforms: readonly Platform[];
  /** `true` when the `platform` query parameter exists. */
  readonly knowsPlatform: boolean;
  /** Local standard time, in which v2.0 has the bounds of its lists. Hours ahead of UTC. */
  readonly utcOffsetHours: number;
}

/** The rules of every cloud. Source: `compute-cloudfunctions` on api., api-gov. and api-fin.ncloud-docs.com [doc] */
export const cloudRules: Readonly<Record<CloudName, CloudRules>> = {
  KR: {
    address: {},
    apiVersions: ["v2.0", "v2.1"],
    platforms: ["classic", "vpc"],
    knowsPlatform: true,
    utcOffsetHours: 9,
  },
  SGN: {
    address: { region: "SGN" },
    apiVersions: ["v2.0", "v2.1"],
    platforms: ["vpc"],
    knowsPlatform: true,
    utcOffsetHours: 8,
  },
  JPN: {
    address: { region: "JPN" },
    apiVersions: ["v2.0", "v2.1"],
    platforms: ["vpc"],
    knowsPlatform: true,
    utcOffsetHours: 9,
  },
  gov: {
    address: { site: "gov" },
    apiVersions: ["v2.0"],
    platforms: ["classic"],
    knowsPlatform: false,
    utcOffsetHours: 9,
  },
  fin: {
    address: { site: "fin" },
    apiVersions: ["v2.1"],
    platforms: ["vpc"],
    knowsPlatform: false,
    utcOffsetHours: 9,
  },
};
