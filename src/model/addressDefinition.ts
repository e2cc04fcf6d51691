import type { AddressChoice, ApiVersion, Platform, Region, Site } from "./address.ts";
import type { JsonObject } from "./json.ts";
import type { InputDefinition } from "./resourceDefinition.ts";

const types = {
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

/** Inputs that select the address of an action, shared by all resources and functions. The stack config has keys of the same names. */
export const addressInputs = {
  platform: {
    type: types.platform,
    description: "Platform of the action: `classic` or `vpc`.",
    defaultText:
      "`classic` for API version `v2.0` in region `KR` and in the government cloud, otherwise `vpc`",
    makesGeneration: true,
    configKey: "platform",
  },
  region: {
    type: types.region,
    description: "Region of the action: `KR`, `SGN`, `JPN`, or `FKR` in the financial cloud.",
    defaultText: "`KR` (`FKR` in the financial cloud)",
    makesGeneration: true,
    configKey: "region",
  },
  site: {
    type: types.site,
    description: "Cloud of the action: `public`, `gov` (government) or `fin` (financial).",
    default: "public",
    makesGeneration: true,
    configKey: "site",
  },
  apiVersion: {
    type: types.apiVersion,
    description: "Version of the Cloud Functions API: `v2.0` (`/api/v2`) or `v2.1` (`/ncf/api/v2`).",
    defaultText: "`v2.0` (`v2.1` in the financial cloud)",
    makesGeneration: true,
    configKey: "apiVersion",
  },
  endpoint: {
    type: { kind: "string" },
    description:
      "Origin that replaces the host of the cloud: `https://HOST`, or `http://` on loopback, such as an emulator's.",
    defaultText: "the host of `site` and `region`",
    makesGeneration: true,
    configKey: "endpoint",
  },
} as const satisfies Record<string, InputDefinition>;

/** Name of an input that selects the address. */
export type AddressInput = keyof typeof addressInputs;

/** Names of all inputs that select the address, in the order of the documentation. */
export const addressInputNames = Object.keys(addressInputs) as readonly AddressInput[];

/** Returns the address inputs that are set, and the defaults for the others. */
export function chooseAddress(inputs: JsonObject, defaults: AddressChoice): AddressChoice {
  return Object.fromEntries(addressInputNames.map((name) => [name, inputs[name] ?? defaults[name]]));
}
