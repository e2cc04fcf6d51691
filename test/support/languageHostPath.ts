import { dirname } from "node:path";
import { fileURLToPath } from "node:url";
import { which } from "../../src/engine/install/which.ts";

/** Where a Node language host is, and whether it is Pulumi's own. */
export interface LanguageHostPath {
  readonly kind: "real" | "stand-in";
  /** The folder to put on PATH. */
  readonly folder: string;
}

/**
 * Pulumi's own `pulumi-language-nodejs`, on PATH or beside the engine, where the machine has one; else the stand-in
 * of this repository.
 * @param enginePath the engine's executable
 */
export function languageHostPath(enginePath: string): LanguageHostPath {
  const real =
    which("pulumi-language-nodejs", dirname(enginePath)) ??
    which("pulumi-language-nodejs", process.env["PATH"]);
  if (real !== undefined) return { kind: "real", folder: dirname(real) };
  return { kind: "stand-in", folder: fileURLToPath(new URL("language-host/bin", import.meta.url)) };
}
