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
  if (findPlugin(workspace.target, plugin) !== undefined) return;
  const { name, version } = plugin;
  const missing = `the plugin ${name} ${version} is not installed in ${workspace.target.pulumiHome}`;
  if (!mayInstallPlugins(workspace.target.env)) {
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

/** Places in which the engine looks for plugins. */
export interface PluginPlaces {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Its `PULUMI_HOME`. */
  readonly pulumiHome: string;
}

/**
 * Finds a plugin as the engine does; `undefined` where it would have to be downloaded.
 * Source: pulumi/pulumi sdk/go/common/workspace/plugins.go [code]
 * @returns its place, half a sentence: `found on PATH (/usr/bin/pulumi-resource-command)`
 */
export function findPlugin({ env, pulumiHome }: PluginPlaces, { name, version }: Plugin): string | undefined {
  const attached = (env["PULUMI_DEBUG_PROVIDERS"] ?? "").split(",");
  if (attached.some((one) => one.startsWith(`${name}:`))) return "attached by PULUMI_DEBUG_PROVIDERS";
  const onPath = which(`pulumi-resource-${name}`, env["PATH"]);
  if (onPath !== undefined && !isSet(env["PULUMI_IGNORE_AMBIENT_PLUGINS"]))
    return `found on PATH (${onPath})`;
  const folder = join(pulumiHome, "plugins", `resource-${name}-v${version}`);
  // The second file is there while a download has not ended.
  return existsSync(folder) && !existsSync(`${folder}.partial`) ? `found in ${folder}` : undefined;
}

/** Reports whether the engine may install missing plugins. */
export function mayInstallPlugins(env: PluginPlaces["env"]): boolean {
  return !isSet(env["PULUMI_DISABLE_AUTOMATIC_PLUGIN_ACQUISITION"]);
}

function isSet(text: string | undefined): boolean {
  return text === "1" || text?.toLowerCase() === "true";
}
