import { existsSync } from "node:fs";
import { join } from "node:path";
import { NcfError } from "../diagnostics/ncfError.ts";
import { which } from "./install/which.ts";
import type { Workspace } from "./workspace.ts";

/** A plugin that resources of a stack need. */
export interface Plugin {
  /** `command` */
  readonly name: string;
  /** Version without a `v`. */
  readonly version: string;
}

/** Options of {@link requirePlugin}. */
export interface RequirePluginOptions {
  /** Called before the plugin is downloaded. */
  readonly onInstall: () => void;
  readonly signal: AbortSignal;
}

/**
 * Requires a plugin before anything is called: the engine itself would look for it only when it comes to the first resource that needs it.
 * Installs it where it is missing.
 * @throws NcfError NCF_PLUGIN_MISSING
 */
export async function requirePlugin(
  workspace: Workspace,
  plugin: Plugin,
  { onInstall, signal }: RequirePluginOptions,
): Promise<void> {
  if (isInstalled(workspace, plugin)) return;
  const { name, version } = plugin;
  const missing = `the plugin ${name} ${version} is not installed in ${workspace.target.pulumiHome}`;
  if (isSet(workspace.target.env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"])) {
    throw new NcfError("NCF_PLUGIN_MISSING", {
      reason: `${missing}, and PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION forbids to install it`,
      hint: `unset the variable, or put pulumi-resource-${name} ${version} on PATH`,
    });
  }
  onInstall();
  const engine = workspace.start(["plugin", "install", "resource", name, version]);
  signal.addEventListener("abort", engine.interrupt, { once: true });
  const { code, stderr } = await engine.end;
  signal.removeEventListener("abort", engine.interrupt);
  signal.throwIfAborted();
  if (code === 0) return;
  const why =
    stderr
      .trim()
      .split("\n")
      .at(0)
      ?.replace(/^(?:warning|error): /, "") ?? "";
  throw new NcfError("NCF_PLUGIN_MISSING", {
    reason: `${missing}, and it cannot be downloaded${why === "" ? "" : `: ${why}`}`,
    hint: `allow downloads from https://get.pulumi.com and https://github.com, or put pulumi-resource-${name} ${version} on PATH`,
  });
}

// Source: pulumi/pulumi sdk/go/common/workspace/plugins.go [code]
function isInstalled({ target: { env, pulumiHome } }: Workspace, { name, version }: Plugin): boolean {
  const attached = (env["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",");
  if (attached.some((one) => one.startsWith(`${name}:`))) return true;
  const isOnPath = which(`pulumi-resource-${name}`, env["PATH"]) !== undefined;
  if (isOnPath && !isSet(env["PULUMI_IGNORE_AMBIENT_PLUGINS"])) return true;
  const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
  // The second file is there while a download has not ended.
  return existsSync(folder) && !existsSync(`${folder}.partial`);
}

function isSet(text: string | undefined): boolean {
  return text === "1" || text?.toLowerCase() === "true";
}
