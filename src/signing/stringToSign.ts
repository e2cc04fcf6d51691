/** What a signature covers. The body and the other headers are not a part of it. */
export interface SignedParts {
  /** Upper case. */
  readonly method: "POST" | "GET" | "PUT" | "DELETE";
  /** Path and query, starting with `/`, byte for byte as they go over the wire. */
  readonly target: string;
  /** The same instant as in the timestamp header, epoch milliseconds, whole. */
  readonly timestampMs: number;
  readonly accessKey: string;
}

/**
 * The text that signature v2 signs. The target is taken verbatim: nothing is parsed, sorted or encoded anew.
 * Shape: `METHOD SPACE target LF timestamp LF access key`
 * Source: api.ncloud-docs.com common-ncpapi [doc]
 */
export function stringToSign({ method, target, timestampMs, accessKey }: SignedParts): string {
  return [`${method} ${target}`, timestampMs, accessKey].join("\n");
}
