import { scryptSync } from "node:crypto";

const bytes = 32;

/**
 * Returns a digest to compare strings that contain secrets, slow so that short secrets cannot be guessed from it.
 * @param salt a different one for each string that is stored
 */
export function slowDigest(text: string, salt: string): string {
  return scryptSync(text, salt, bytes).toString("base64url");
}
