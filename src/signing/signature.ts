import { createHmac } from "node:crypto";
import type { Secret } from "../model/secret.ts";

/**
 * Signs a text with HMAC-SHA256. Answers standard base64, always 44 characters.
 * Source: api.ncloud-docs.com common-ncpapi [doc]
 */
export function signature(text: string, secretKey: Secret): string {
  return createHmac("sha256", secretKey.reveal()).update(text).digest("base64");
}
