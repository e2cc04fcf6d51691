import { existsSync, readdirSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { which } from "../../src/engine/install/which.ts";

/** Where a plugin of `@pulumi/command` is, and whether it is Pulumi's own. */
export interface CommandPluginPath {
  readonly kind: "real" | "stand-in";
  /** The folder to put on PATH. */
  readonly folder: string;
}

/**
 * Pulumi's own `pulumi-resource-command`, on PATH or among the plugins that Pulumi has fetched, where the machine has one; else the
 * stand-in of this repository.
 */
export function commandPluginPath(): CommandPluginPath {
  const plugins = join(process.env["PULUMI_HOME"] ?? join(homedir(), ".pulumi"), "plugins");
  const fetched = existsSync(plugins)
    ? readdirSync(plugins).filter((name) => /^resource-command-v[^.]+\.[^.]+\.[^.]+$/.test(name))
    : [];
  const real =
    which("pulumi-resource-command", process.env["PATH"]) ??
    fetched
      .map((name) => which("pulumi-resource-command", join(plugins, name)))
      .find((path) => path !== undefined);
  if (real !== undefined) return { kind: "real", folder: dirname(real) };
  return { kind: "stand-in", folder: fileURLToPath(new URL("command-plugin/bin", import.meta.url)) };
}
