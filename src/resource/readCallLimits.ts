import type { CallLimits } from "../client/CallLimits.ts";
import type { InputFailure } from "../diagnostics/Issue.ts";

/** Reads `ncf:callsInFlight` and `ncf:callsPerSecond` out of a stack's config; what is wrong with them is a failure. */
export function readCallLimits(get: (key: string) => string | undefined): {
  readonly callLimits: CallLimits;
  readonly failures: readonly InputFailure[];
} {
  const failures: InputFailure[] = [];
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
    failures.push({
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
    failures,
  };
}
