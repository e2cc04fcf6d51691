import { createHmac } from "node:crypto";

/** The key pair of the tests' emulators. */
export const dummyKeys = {
  accessKey: "ncp_iam_DUMMYACCESSKEY01",
  secretKey: "ncp_iam_DUMMYSECRETKEY0123456789abcdef",
};

/** What a test wants to be otherwise than in an ordinary signed request. */
export interface SignedFetchOptions {
  readonly method?: string;
  readonly body?: string | Uint8Array;
  readonly timestamp?: string;
  /** Changes or, with `undefined`, leaves out headers. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  readonly signal?: AbortSignal;
}

/** Sends a request signed by hand with node's own fetch: a POST where there is a body, else a GET. */
export function signedFetch(
  origin: string,
  target: string,
  options: SignedFetchOptions = {},
): Promise<Response> {
  const {
    body,
    method = body === undefined ? "GET" : "POST",
    timestamp = String(Date.now()),
    signal,
  } = options;
  const { accessKey, secretKey } = dummyKeys;
  const text = `${method} ${target}\n${timestamp}\n${accessKey}`;
  const all = {
    "content-type": "application/json",
    "x-ncp-apigw-timestamp": timestamp,
    "x-ncp-iam-access-key": accessKey,
    "x-ncp-apigw-signature-v2": createHmac("sha256", secretKey).update(text).digest("base64"),
    ...options.headers,
  };
  const headers = Object.entries(all).filter((one): one is [string, string] => one[1] !== undefined);
  return fetch(origin + target, {
    method,
    headers,
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : new Uint8Array(body) }),
    ...(signal === undefined ? {} : { signal }),
  });
}
