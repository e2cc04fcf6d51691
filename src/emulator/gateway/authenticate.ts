import { createHmac, timingSafeEqual } from "node:crypto";
import type { Answer } from "./Answer.ts";
import { refuse } from "./refuse.ts";

const toleranceMs = 5 * 60 * 1000;

/** Parts of a request that identify its caller. */
export interface SignedRequest {
  readonly method: string;
  /** The request target as it came over the wire: path and query, not decoded. */
  readonly target: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
}

/** The one key pair that an emulator knows. */
export interface KeyPair {
  readonly accessKey: string;
  readonly secretKey: string;
}

/**
 * Checks the three headers, the key, the clock and the signature. Answers the refusal (401 with code 200), or `undefined` for a good request.
 * A timestamp 5 minutes or more away from `now` is refused. The details of a stale one are not documented; it gets those of a bad signature.
 * Source: `common-ncpapi` [doc], texts [field]
 */
export function authenticate(request: SignedRequest, keys: KeyPair, now: number): Answer | undefined {
  const timestamp = request.headers["x-ncp-apigw-timestamp"];
  const accessKey = request.headers["x-ncp-iam-access-key"];
  const signature = request.headers["x-ncp-apigw-signature-v2"];
  if (typeof timestamp !== "string" || typeof accessKey !== "string" || typeof signature !== "string") {
    return refuse("notAuthenticated", "Authentication information are missing.");
  }
  const isTimely = /^\d+$/.test(timestamp) && Math.abs(now - Number(timestamp)) < toleranceMs;
  const expected = expectedSignature(request, timestamp, keys);
  if (!isTimely || accessKey !== keys.accessKey || !isEqual(signature, expected)) {
    return refuse("notAuthenticated", "Invalid authentication information.");
  }
  return undefined;
}

// Written apart from src/signing, so that a mistake there is not made twice.
function expectedSignature(request: SignedRequest, timestamp: string, keys: KeyPair): string {
  const text = `${request.method} ${request.target}\n${timestamp}\n${keys.accessKey}`;
  return createHmac("sha256", keys.secretKey).update(text).digest("base64");
}

function isEqual(given: string, expected: string): boolean {
  const [left, right] = [Buffer.from(given), Buffer.from(expected)];
  return left.length === right.length && timingSafeEqual(left, right);
}
