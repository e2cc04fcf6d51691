import type { Secret } from "../model/secret.ts";

/** A key pair of Ncloud: main account, sub account, or temporary. */
export interface Credentials {
  /** Access key id. Sent in a header in clear. */
  readonly accessKey: string;
  /** Secret key. Signs; never sent. */
  readonly secretKey: Secret;
  /** Where the pair was found, for messages: `environment (NCLOUD_ACCESS_KEY)`. */
  readonly source: string;
}
