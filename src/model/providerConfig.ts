import { addressInputs } from "./addressDefinition.ts";
import type { ConfigKeyDefinition, InputDefinition } from "./resourceDefinition.ts";

/** Keys of the stack config under `ncf:`, in the order of the documentation. */
export const providerConfig = {
  site: configKeyOf(addressInputs.site, "NCF_SITE"),
  region: configKeyOf(addressInputs.region, "NCF_REGION"),
  apiVersion: configKeyOf(addressInputs.apiVersion, "NCF_API_VERSION"),
  platform: configKeyOf(addressInputs.platform, "NCF_PLATFORM"),
  endpoint: configKeyOf(addressInputs.endpoint, "NCF_ENDPOINT"),
  accessKey: {
    type: { kind: "string" },
    description: "Access key ID of the Ncloud account. Set it together with `secretKey`.",
    defaultText: "the environment, then the profile in `~/.ncloud/configure`",
    isSecret: true,
    environment: ["NCLOUD_ACCESS_KEY_ID", "NCLOUD_ACCESS_KEY"],
    readBy: "provider",
  },
  secretKey: {
    type: { kind: "string" },
    description: "Secret key of the Ncloud account. Never sent, stored in clear or printed.",
    defaultText: "the environment, then the profile in `~/.ncloud/configure`",
    isSecret: true,
    environment: ["NCLOUD_SECRET_ACCESS_KEY", "NCLOUD_SECRET_KEY"],
    readBy: "provider",
  },
  profile: {
    type: { kind: "string" },
    description: "Profile in `~/.ncloud/configure` that supplies the credentials.",
    defaultText: "`DEFAULT`",
    environment: ["NCLOUD_PROFILE"],
    readBy: "provider",
  },
  callsInFlight: {
    type: { kind: "integer", minimum: 1, maximum: 999_999 },
    description: "Maximum number of calls of a namespace in flight at once.",
    default: 80,
    readBy: "provider",
  },
  callsPerSecond: {
    type: { kind: "number", exclusiveMinimum: 0, maximum: 999_999 },
    description: "Maximum number of calls that start per second.",
    defaultText: "the rate that the service accepts",
    readBy: "provider",
  },
  rerun: {
    type: { kind: "object" },
    description:
      "Requested re-runs, as a JSON object of resource names to tokens. Each new token calls the action once more.",
    defaultText: "none",
    readBy: "provider",
  },
  stackFile: {
    type: { kind: "string" },
    description: "Path of the stack file that `pulumi up` runs, relative to `Pulumi.yaml`.",
    defaultText: "`stacks/STACK.yaml`",
    readBy: "program",
  },
} as const satisfies Record<string, ConfigKeyDefinition>;

/** Name of a key of the stack config, without `ncf:`. */
export type ConfigKey = keyof typeof providerConfig;

/** Names of all keys of the stack config, without `ncf:`. */
export const configKeys = Object.keys(providerConfig) as readonly ConfigKey[];

/** Names of the keys whose values are kept secret, however they are given. */
export const secretConfigKeys: readonly ConfigKey[] = configKeys.filter(
  (name) => (providerConfig[name] as ConfigKeyDefinition).isSecret === true,
);

/** Returns the config key that applies where an input is not set. */
function configKeyOf(input: InputDefinition, variable: string): ConfigKeyDefinition {
  const { makesGeneration: _makesGeneration, configKey: _configKey, ...field } = input;
  return { ...field, environment: [variable], readBy: "provider" };
}
