import type { CallLimits } from "../client/callLimiter.ts";
import type { Issue } from "../model/issue.ts";
import type { AddressChoice } from "../model/address.ts";
import type { KeyPair } from "../signing/credentials.ts";

/** What a stack's Pulumi config sets for all of its invocations. */
export interface Settings {
  /** What picks the address where an invocation's own inputs do not. */
  readonly address: AddressChoice;
  /** Credentials, by `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig: KeyPair;
  /** Profile of the configure file, by `ncf:profile`. */
  readonly profile: string | undefined;
  /** By `ncf:callsInFlight` and `ncf:callsPerSecond`. */
  readonly callLimits: CallLimits;
  /** Issues of the config. Reported by each `check`. */
  readonly issues: readonly Issue[];
}

/** Reads the settings out of a stack's config. Keys have the form `ncf:region`; secret ones come in clear. */
export function readSettings(get: (key: string) => string | undefined): Settings {
  const { callLimits, issues } = readCallLimits(get);
  return {
    address: {
      site: get("ncf:site"),
      region: get("ncf:region"),
      apiVersion: get("ncf:apiVersion"),
      platform: get("ncf:platform"),
      endpoint: get("ncf:endpoint"),
    },
    stackConfig: { accessKey: get("ncf:accessKey"), secretKey: get("ncf:secretKey") },
    profile: get("ncf:profile"),
    callLimits,
    issues,
  };
}

/** Reads `ncf:callsInFlight` and `ncf:callsPerSecond` out of a stack's config; what is wrong with them is a failure. */
export function readCallLimits(get: (key: string) => string | undefined): {
  readonly callLimits: CallLimits;
  readonly issues: readonly Issue[];
} {
  const issues: Issue[] = [];
  const read = (
    name: keyof CallLimits,
    what: string,
    pattern: RegExp,
    example: string,
  ): number | undefined => {
    const text = get(`ncf:${name}`);
    if (text === undefined) return undefined;
    const value = pattern.test(text) ? Number(text) : 0;
    if (value > 0) return value;
    issues.push({
      code: "NCF_INPUT_INVALID",
      pointer: "",
      reason: `stack config ncf:${name} is ${JSON.stringify(text.slice(0, 60))}, and not ${what}`,
      hint: `pulumi config set ncf:${name} ${example}, or pulumi config rm ncf:${name} for the default`,
    });
    return undefined;
  };
  const callsInFlight = read("callsInFlight", "a whole number of at least 1", /^\d{1,6}$/, "80");
  const callsPerSecond = read("callsPerSecond", "a number above 0", /^\d{1,6}(\.\d{1,6})?$/, "20");
  return {
    callLimits: {
      ...(callsInFlight === undefined ? {} : { callsInFlight }),
      ...(callsPerSecond === undefined ? {} : { callsPerSecond }),
    },
    issues,
  };
}
