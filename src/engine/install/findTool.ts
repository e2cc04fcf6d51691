import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { buildTool } from "./buildTool.ts";
import { checkTool } from "./checkTool.ts";
import { downloadTool } from "./downloadTool.ts";
import type { EnginePorts } from "./enginePorts.ts";
import { rememberedVersion, rememberVersion } from "./rememberedVersions.ts";
import { publishFolder } from "./publishFolder.ts";
import { cachedPath, toolFolder } from "./toolFolder.ts";
import type { InstalledTool, ToolDefinition } from "./tools.ts";
import { which } from "./which.ts";
import { withLock } from "./withLock.ts";

/** Options for {@link findTool}. */
export interface FindToolOptions {
  readonly ports: EnginePorts;
  readonly signal?: AbortSignal;
}

/** One search: what it looks for, and why each way so far failed. */
interface Search extends FindToolOptions {
  readonly tool: ToolDefinition;
  readonly failures: string[];
}

/**
 * Finds a tool, or installs it: on PATH, in the user's cache, by the official download, by a build with Go. The last
 * two fill the cache, completely or not at all; of several set-ups at once, one does the work.
 * @throws NCF_ENGINE_MISSING with every way tried and why it failed
 */
export async function findTool(
  tool: ToolDefinition,
  { ports, signal }: FindToolOptions,
): Promise<InstalledTool> {
  const search: Search = { tool, ports, failures: [], ...(signal === undefined ? {} : { signal }) };
  const found = (await findOnPath(search)) ?? (await findInCache(search));
  if (found !== undefined) return found;
  const lock = join(toolFolder(tool, ports), `${tool.pinnedVersion}.lock`);
  return withLock(
    lock,
    tool.title,
    ports,
    async () => (await findInCache({ ...search, failures: [] })) ?? (await install(search)),
    signal,
  );
}

/** Result of looking for a tool without installing it. */
export interface ToolLookup {
  readonly found?: InstalledTool;
  /** Places where it was looked for, and why it was not usable there. */
  readonly failures: readonly string[];
}

/** Looks for a tool on PATH and in the user's cache. Installs nothing. */
export async function lookUpTool(
  tool: ToolDefinition,
  { ports, signal }: FindToolOptions,
): Promise<ToolLookup> {
  const search: Search = { tool, ports, failures: [], ...(signal === undefined ? {} : { signal }) };
  const found = (await findOnPath(search)) ?? (await findInCache(search));
  return { failures: search.failures, ...(found === undefined ? {} : { found }) };
}

async function findOnPath(search: Search): Promise<InstalledTool | undefined> {
  const { tool, ports, failures } = search;
  const path = which(tool.program, ports.env["PATH"]);
  if (path !== undefined) return check(search, path, "found on PATH", "on PATH");
  failures.push(`on PATH: ${tool.program} is not there`);
  return undefined;
}

async function findInCache(search: Search): Promise<InstalledTool | undefined> {
  const { tool, ports, failures } = search;
  const own = cachedPath(tool, ports);
  const shipped =
    tool.shippedWith === undefined ? [] : [join(dirname(cachedPath(tool.shippedWith, ports)), tool.program)];
  const path = [...shipped, own].find((candidate) => existsSync(candidate));
  if (path !== undefined) return check(search, path, "found in the cache", "in the cache");
  failures.push(`in the cache: ${own} does not exist`);
  return undefined;
}

async function install(search: Search): Promise<InstalledTool> {
  const { tool, ports, failures, signal } = search;
  const ways = [
    { name: "official download", fill: downloadTool },
    { name: "build with Go", fill: buildTool },
  ];
  for (const { name, fill } of ways) {
    signal?.throwIfAborted();
    const target = join(toolFolder(tool, ports), tool.pinnedVersion);
    const failure = await publishFolder(target, (folder) => fill(tool, folder, ports, signal));
    if (failure !== undefined) {
      failures.push(`${name}: ${failure}`);
      continue;
    }
    const installed = await check(search, cachedPath(tool, ports), `installed by ${name}`, name);
    if (installed !== undefined) return installed;
  }
  throw new NcfError("NCF_ENGINE_MISSING", {
    reason: `no usable ${tool.title} was found. Tried:\n${failures.map((failure) => `  - ${failure}`).join("\n")}`,
  });
}

async function check(
  { tool, ports, failures, signal }: Search,
  path: string,
  why: string,
  way: string,
): Promise<InstalledTool | undefined> {
  const remembered = rememberedVersion(tool, path, ports);
  if (remembered !== undefined) return { path, version: remembered, why };
  const result = await checkTool(tool, path, ports, signal);
  if (result.kind === "usable") {
    rememberVersion(tool, path, result.version, ports);
    // The cache has one directory a version, which tells it for a tool that prints none.
    const isPinned = result.version === "unknown" && path === cachedPath(tool, ports);
    return { path, version: isPinned ? tool.pinnedVersion.slice(1) : result.version, why };
  }
  failures.push(`${way}: ${result.reason}`);
  return undefined;
}
