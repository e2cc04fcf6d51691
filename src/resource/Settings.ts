import type { CallLimits } from "../client/CallLimits.ts";
import type { InputFailure } from "../diagnostics/Issue.ts";
import type { AddressChoice } from "../model/address.ts";
import type { KeyPair } from "../signing/KeyPair.ts";

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
  /** What is wrong with the config. Reported by each `check`. */
  readonly failures: readonly InputFailure[];
}
