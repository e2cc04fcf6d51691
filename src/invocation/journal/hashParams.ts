import { createHmac } from "node:crypto";
import { canonicalJson } from "../../model/canonicalJson.ts";
import type { JsonObject } from "../../model/Json.ts";
import type { Secret } from "../../model/Secret.ts";

/**
 * What the journal keeps of params: a hash that only tells equal from different. It is keyed with the secret key of the credentials,
 * which the journal does not hold, so that nobody who reads the journal can try guesses of a password. With other
 * credentials the same params have another hash.
 */
export function hashParams(params: JsonObject, secretKey: Secret): string {
  return createHmac("sha256", secretKey.reveal())
    .update("ncf journal params\n")
    .update(canonicalJson(params))
    .digest("base64url");
}
