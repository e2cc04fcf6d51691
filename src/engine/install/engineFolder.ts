import { join } from "node:path";
import type { Ports } from "../../ports/ports.ts";

/**
 * Where engines are cached: `${XDG_CACHE_HOME:-~/.cache}/ncf/engine`. Each has a folder of its own there,
 * `<version>/bin/pulumi`. An empty `XDG_CACHE_HOME` counts as not set (XDG base directory specification).
 */
export function engineFolder({ env, homeDir }: Pick<Ports, "env" | "homeDir">): string {
  const set = env["XDG_CACHE_HOME"];
  const cache = set === undefined || set === "" ? join(homeDir, ".cache") : set;
  return join(cache, "ncf", "engine");
}
