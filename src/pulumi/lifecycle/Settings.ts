import type { AddressChoice } from "../../model/Address.ts";
import type { KeyPair } from "../../signing/KeyPair.ts";

/** What a stack's Pulumi config sets for all of its invocations. */
export interface Settings {
  /** What picks the address where an invocation's own inputs do not. */
  readonly address: AddressChoice;
  /** Credentials, by `ncf:accessKey` and `ncf:secretKey`. */
  readonly stackConfig: KeyPair;
  /** Profile of the configure file, by `ncf:profile`. */
  readonly profile: string | undefined;
}
