import { createHmac } from "node:crypto";

/** A key pair that opens nothing. The bench's service checks no signature. */
export const benchKeys = { accessKey: "ncp_iam_BENCH", secretKey: "ncp_iam_BENCH_SECRET" } as const;

/** Resources in flight at once, for every contestant. Terraform's default. */
export const parallel = 10;

/** Name of the project and of the stack of every deployment. */
export const stackName = "bench";

/** Path and query of the call that every contestant makes. */
export const callTarget = "/api/v2/packages/db/actions/migrate?platform=classic&timeout=60000";

/** Returns the headers of one signed call, made in the fewest steps. */
export function signedCallHeaders(timestamp: string): Record<string, string> {
  const text = `POST ${callTarget}\n${timestamp}\n${benchKeys.accessKey}`;
  return {
    "content-type": "application/json",
    "x-ncp-apigw-timestamp": timestamp,
    "x-ncp-iam-access-key": benchKeys.accessKey,
    "x-ncp-apigw-signature-v2": createHmac("sha256", benchKeys.secretKey).update(text).digest("base64"),
  };
}
