import { createHmac } from "node:crypto";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import type { Secret } from "../model/secret.ts";

/**
 * What the journal keeps of params: a hash that only tells equal from different. It is keyed with the secret key of the credentials,
 * which the journal does not hold, so that nobody who reads the journal can try guesses of a password.
 * Shape: `KEY.HASH`, where `KEY` tells which secret key it was
 */
export function hashParams(params: JsonObject, secretKey: Secret): string {
  const hash = (text: string): string =>
    createHmac("sha256", secretKey.reveal()).update(`ncf journal ${text}`).digest("base64url");
  return `${hash("key").slice(0, 8)}.${hash(`params\n${canonicalJson(params)}`)}`;
}

/** Whether two hashes are of the same params; `undefined` where they were made with different credentials. */
export function areSameParams(one: string, other: string): boolean | undefined {
  return keyOf(one) === keyOf(other) ? one === other : undefined;
}

function keyOf(hash: string): string {
  return hash.slice(0, hash.indexOf("."));
}
