/** The two halves of a pair of keys as they were found, unchecked; a half may be missing. */
export interface KeyPair {
  readonly accessKey?: string | undefined;
  readonly secretKey?: string | undefined;
}
