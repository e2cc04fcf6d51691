import { scryptSync } from "node:crypto";

const bytes = 32;

/**
 * Returns a digest for comparing strings that contain secrets. It is slow, so that short secrets
 * cannot be guessed from it.
 * @param salt - Random value, different for each stored string.
 */
export function slowDigest(text: string, salt: string): string {
  return scryptSync(text, salt, bytes).toString("base64url");
}
