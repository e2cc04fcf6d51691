import type { CallLimits } from "../client/callLimiter.ts";
import type { Issue } from "../model/issue.ts";
import type { AddressChoice } from "../model/address.ts";
import { addressInputNames } from "../model/addressDefinition.ts";
import { type ConfigKey, providerConfig } from "../model/providerConfig.ts";
import type { ConfigKeyDefinition } from "../model/resourceDefinition.ts";
import type { Ports } from "../ports/ports.ts";
import type { KeyPair } from "../signing/credentials.ts";

/** Settings in a stack's Pulumi config, for all of its invocations. */
export interface Settings {
  /** Address inputs that apply where an invocation has none. */
  readonly address: AddressChoice;
  /** Credentials from `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig: KeyPair;
  /** Profile of the configure file, from `ncf:profile`. */
  readonly profile: string | undefined;
  /** Limits from `ncf:callsInFlight` and `ncf:callsPerSecond`. */
  readonly callLimits: CallLimits;
  /** Issues of the config. Reported by each `check`. */
  readonly issues: readonly Issue[];
}

/**
 * Reads the settings out of a stack's config. Keys have the form `ncf:region`; secret ones come in clear.
 * @param env - Variables that select the address where the config does not, such as `NCF_REGION`. An empty one counts as not set.
 */
export function readSettings(
  get: (key: `ncf:${ConfigKey}`) => string | undefined,
  env: Ports["env"],
): Settings {
  const read = (name: ConfigKey): string | undefined => get(`ncf:${name}`);
  const { callLimits, issues } = readCallLimits(read);
  return {
    address: Object.fromEntries(
      addressInputNames.map((name) => [name, read(name) ?? variableOf(providerConfig[name], env)]),
    ),
    stackConfig: { accessKey: read("accessKey"), secretKey: read("secretKey") },
    profile: read("profile"),
    callLimits,
    issues,
  };
}

function variableOf({ environment = [] }: ConfigKeyDefinition, env: Ports["env"]): string | undefined {
  return environment.map((name) => env[name]).find((text) => text !== undefined && text !== "");
}

function readCallLimits(
  read: (name: ConfigKey) => string | undefined,
): Pick<Settings, "callLimits" | "issues"> {
  const issues: Issue[] = [];
  const readLimit = (
    name: keyof CallLimits,
    what: string,
    pattern: RegExp,
    example: string,
  ): number | undefined => {
    const text = read(name);
    if (text === undefined) return undefined;
    const value = pattern.test(text) ? Number(text) : 0;
    if (value > 0) return value;
    issues.push({
      code: "NCF_INPUT_INVALID",
      pointer: "",
      reason: `stack config ncf:${name} must be ${what}, not ${JSON.stringify(text.slice(0, 60))}`,
      hint: `pulumi config set ncf:${name} ${example}, or pulumi config rm ncf:${name} for the default`,
    });
    return undefined;
  };
  const callsInFlight = readLimit("callsInFlight", "an integer of at least 1", /^\d{1,6}$/, "80");
  const callsPerSecond = readLimit(
    "callsPerSecond",
    "a number greater than 0",
    /^\d{1,6}(\.\d{1,6})?$/,
    "20",
  );
  return {
    callLimits: {
      ...(callsInFlight === undefined ? {} : { callsInFlight }),
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
    },
    issues,
  };
}
