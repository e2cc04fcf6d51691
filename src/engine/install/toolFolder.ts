import { join } from "node:path";
import type { Ports } from "../../ports/ports.ts";
import type { ToolDefinition } from "./tools.ts";

/**
 * Returns the directory in which versions of a tool are cached: `${XDG_CACHE_HOME:-~/.cache}/ncf/engine` for the
 * engine. Each version has a directory of its own there, `<version>/bin/pulumi`. An empty `XDG_CACHE_HOME` counts as
 * not set (XDG base directory specification).
 */
export function toolFolder(
  { cacheName }: Pick<ToolDefinition, "cacheName">,
  { env, homeDir }: Pick<Ports, "env" | "homeDir">,
): string {
  const set = env["XDG_CACHE_HOME"];
  const cache = set === undefined || set === "" ? join(homeDir, ".cache") : set;
  return join(cache, "ncf", cacheName);
}

/** Returns the path at which the pinned version of a tool is cached. */
export function cachedPath(tool: ToolDefinition, ports: Pick<Ports, "env" | "homeDir">): string {
  return join(toolFolder(tool, ports), tool.pinnedVersion, "bin", tool.program);
}
