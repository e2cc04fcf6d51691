import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { buildTool } from "./buildTool.ts";
import { checkTool } from "./checkTool.ts";
import { checkDigest, recordDigests } from "./digests.ts";
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
  /**
   * `true` to compare a cached executable with its checksum even if nothing suggests a change.
   * @default false
   */
  readonly isThorough?: boolean;
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
export async function findTool(tool: ToolDefinition, options: FindToolOptions): Promise<InstalledTool> {
  const { ports, signal } = options;
  const search: Search = { tool, failures: [], ...options };
  const found = (await findOnPath(search)) ?? (await findInCache(search));
  if (found !== undefined) return found;
  const lock = join(toolFolder(tool, ports), `${tool.pinnedVersion}.lock`);
  return withLock(
    lock,
    tool.title,
    ports,
    async () => {
      // What was wrong with the cache has been said.
      const again = { ...search, failures: [], ports: { ...ports, report: () => {} } };
      return (await findInCache(again)) ?? (await install(search));
    },
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
  if (path !== undefined) return checkCached(search, path);
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
    const failure = await publishFolder(target, async (folder) => {
      const reason = await fill(tool, folder, ports, signal);
      if (reason === undefined) await recordDigests(folder);
      return reason;
    });
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

/**
 * Checks an executable of the cache. Its checksum is compared when the file was touched since the last check, before it is run; always would cost each
 * command 0.3 s.
 */
async function checkCached(search: Search, path: string): Promise<InstalledTool | undefined> {
  const { tool, ports, failures, isThorough = false } = search;
  const isKnown = !isThorough && rememberedVersion(tool, path, ports) !== undefined;
  const digest = isKnown ? "same" : await checkDigest(path);
  if (digest === "changed") {
    const reason = `${path} has changed since it was installed: its checksum differs from the recorded one`;
    ports.report(`${reason}; it is not used`);
    failures.push(`in the cache: ${reason}`);
    return undefined;
  }
  const found = await check(search, path, "found in the cache", "in the cache");
  // A cache that cannot be written stays without a record.
  if (digest === "unrecorded" && found !== undefined) {
    await recordDigests(dirname(dirname(path))).catch(() => undefined);
  }
  return found;
}

async function check(
  { tool, ports, failures, signal }: Search,
  path: string,
  why: string,
  way: string,
): Promise<InstalledTool | undefined> {
  // The cache has one directory a version, which tells it for a tool that prints none.
  const found = (version: string): InstalledTool => {
    const isPinned = version === "unknown" && path === cachedPath(tool, ports);
    return { path, version: isPinned ? tool.pinnedVersion.slice(1) : version, why };
  };
  const remembered = rememberedVersion(tool, path, ports);
  if (remembered !== undefined) return found(remembered);
  const result = await checkTool(tool, path, ports, signal);
  if (result.kind === "usable") {
    rememberVersion(tool, path, result.version, ports);
    return found(result.version);
  }
  failures.push(`${way}: ${result.reason}`);
  return undefined;
}
