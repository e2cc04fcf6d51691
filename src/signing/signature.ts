import { createHmac } from "node:crypto";
import type { Secret } from "../model/secret.ts";
import type { Credentials } from "./credentials.ts";

/** Parts of a request that a signature covers. The body and the other headers are not among them. */
export interface SignatureInput {
  /** HTTP method in upper case. */
  readonly method: "POST" | "GET" | "PUT" | "DELETE";
  /** Path and query, starting with `/`, byte for byte as sent. */
  readonly target: string;
  /** Time in the timestamp header, epoch milliseconds, an integer. */
  readonly timestampMs: number;
  readonly accessKey: string;
}

/**
 * Returns the string that signature v2 signs. Uses the target verbatim, without parsing, sorting or
 * encoding it again.
 * Shape: `METHOD SPACE target LF timestamp LF access key`
 * Source: api.ncloud-docs.com common-ncpapi [doc]
 */
export function stringToSign({ method, target, timestampMs, accessKey }: SignatureInput): string {
  return `${method} ${target}\n${timestampMs}\n${accessKey}`;
}

/**
 * Signs a string with HMAC-SHA256. Returns standard base64, always 44 characters.
 * Source: api.ncloud-docs.com common-ncpapi [doc]
 */
export function signature(text: string, secretKey: Secret): string {
  return createHmac("sha256", secretKey.reveal()).update(text).digest("base64");
}

/** Request to sign. */
export interface SignableRequest extends Omit<SignatureInput, "accessKey"> {
  readonly credentials: Credentials;
}

/**
 * The three headers of every signed request. A type alias, because an interface is not assignable
 * to a record of headers.
 */
export type SignedHeaders = {
  readonly "x-ncp-apigw-timestamp": string;
  readonly "x-ncp-iam-access-key": string;
  readonly "x-ncp-apigw-signature-v2": string;
};

/**
 * Signs a request. A repeated request must be signed again: the gateway refuses a timestamp that is
 * 5 minutes or more away from its own clock.
 * Source: api.ncloud-docs.com compute-cloudfunctions [doc]
 */
export function signedHeaders({
  method,
  target,
  timestampMs,
  credentials: { accessKey, secretKey },
}: SignableRequest): SignedHeaders {
  return {
    "x-ncp-apigw-timestamp": `${timestampMs}`,
    "x-ncp-iam-access-key": accessKey,
    "x-ncp-apigw-signature-v2": signature(
      stringToSign({ method, target, timestampMs, accessKey }),
      secretKey,
    ),
  };
}
