import { createHmac } from "node:crypto";
import type { Secret } from "../model/secret.ts";
import type { Credentials } from "./credentials.ts";

/** What a signature covers. The body and the other headers are not a part of it. */
export interface SignatureInput {
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
export function stringToSign({ method, target, timestampMs, accessKey }: SignatureInput): string {
  return [`${method} ${target}`, timestampMs, accessKey].join("\n");
}

/**
 * Signs a text with HMAC-SHA256. Answers standard base64, always 44 characters.
 * Source: api.ncloud-docs.com common-ncpapi [doc]
 */
export function signature(text: string, secretKey: Secret): string {
  return createHmac("sha256", secretKey.reveal()).update(text).digest("base64");
}

/** A request that is to be signed. */
export interface SignableRequest extends Omit<SignatureInput, "accessKey"> {
  readonly credentials: Credentials;
}

/** The three headers that every call carries. A type and not an interface, so that it is a record of headers too. */
export type SignedHeaders = {
  readonly "x-ncp-apigw-timestamp": string;
  readonly "x-ncp-iam-access-key": string;
  readonly "x-ncp-apigw-signature-v2": string;
};

/**
 * Signs a request. A repeated request has to be signed again, since the gateway refuses a timestamp that is 5 minutes
 * or more away from its own clock.
 * Source: api.ncloud-docs.com compute-cloudfunctions [doc]
 */
export function signedHeaders({ credentials, ...request }: SignableRequest): SignedHeaders {
  const { accessKey, secretKey } = credentials;
  return {
    "x-ncp-apigw-timestamp": `${request.timestampMs}`,
    "x-ncp-iam-access-key": accessKey,
    "x-ncp-apigw-signature-v2": signature(stringToSign({ ...request, accessKey }), secretKey),
  };
}
