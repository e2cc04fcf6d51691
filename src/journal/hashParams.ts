import { createHmac } from "node:crypto";
import { canonicalJson, type JsonObject } from "../model/json.ts";
import { generationKey, type ResourceKey } from "../model/resourceKey.ts";
import type { Secret } from "../model/secret.ts";
import { slowDigest } from "../signing/slowDigest.ts";

/**
 * Returns the hash of params for the journal. It is keyed with the secret key of the credentials,
 * which the journal does not contain, so that a reader of the journal cannot test guesses of a
 * password.
 * Shape: `KEY.HASH`, where `KEY` identifies the secret key
 */
export function hashParams(params: JsonObject, secretKey: Secret): string {
  const hash = (text: string): string =>
    createHmac("sha256", secretKey.reveal()).update(`ncf journal ${text}`).digest("base64url");
  return `${hash("key").slice(0, 8)}.${hash(`params\n${canonicalJson(params)}`)}`;
}

/** Replaces `KEY` in hashes that do not depend on credentials. */
const anyCredentials = "scrypt";

/**
 * Returns a hash of params that does not change when credentials are rotated, for calls that
 * outlive their credentials. It is slow and salted with the key of the step, so that a reader of
 * the journal can test few guesses of a password.
 * Shape: `scrypt.HASH`
 */
export function hashParamsOfKey(params: JsonObject, key: ResourceKey): string {
  const salt = `ncf journal ${generationKey({ ...key, generation: 0 })}`;
  return `${anyCredentials}.${slowDigest(canonicalJson(params), salt)}`;
}

/** Returns whether two hashes belong to the same params; `undefined` when different credentials were used. */
export function areSameParams(one: string, other: string): boolean | undefined {
  return keyOf(one) === keyOf(other) ? one === other : undefined;
}

function keyOf(hash: string): string {
  return hash.slice(0, hash.indexOf("."));
}
