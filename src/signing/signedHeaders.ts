import type { Credentials } from "./Credentials.ts";
import { signature } from "./signature.ts";
import { stringToSign, type SignedParts } from "./stringToSign.ts";

/** A request that is to be signed. */
export interface SignableRequest extends Omit<SignedParts, "accessKey"> {
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
