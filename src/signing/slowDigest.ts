import { scryptSync } from "node:crypto";

const bytes = 32;

/**
 * A digest for comparing texts that hold secrets, made slow so that a short secret is not found by trying all of them.
 * @param salt - Another one for each text that is kept.
 */
export function slowDigest(text: string, salt: string): string {
  return scryptSync(text, salt, bytes).toString("base64url");
}
