import { mkdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { EnginePorts } from "./enginePorts.ts";
import type { ToolDefinition } from "./tools.ts";

const stallMs = 15_000;
const maxArchiveBytes = 1_000_000_000;
const maxChecksumBytes = 1_000_000;

/**
 * Downloads the official archive of a tool, verifies it with the release's list of checksums, and unpacks it into `<root>/bin`. Archive and list come
 * from different hosts, so that neither alone can replace the tool.
 * @returns the reason why it failed; `undefined` when it worked
 */
export async function downloadTool(
  tool: ToolDefinition,
  root: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (tool.shippedWith !== undefined)
    return `it comes with that of the ${tool.shippedWith.title}, and is not in the cache`;
  if (tool.download === undefined) return "there is none";
  const platform = platformOf(ports);
  if (platform === undefined) return `there is none for ${ports.operatingSystem} on ${ports.architecture}`;
  const name = `pulumi-${tool.pinnedVersion}-${platform}.tar.gz`;
  const list = `${tool.download.checksums}/${tool.pinnedVersion}/pulumi-${tool.pinnedVersion.slice(1)}-checksums.txt`;
  const archive = join(root, name);
  const limits = { stallMs, ...(signal === undefined ? {} : { signal }) };
  try {
    // The small file first: without it nothing is worth downloading.
    const listFile = join(root, "checksums.txt");
    await ports.download(list, listFile, { ...limits, maxBytes: maxChecksumBytes });
    const expected = checksumIn(readFileSync(listFile, "utf8"), name);
    if (expected === undefined) return `${list} has no checksum for ${name}`;
    rmSync(listFile);
    const actual = await ports.watch(
      `downloading the ${tool.title} ${tool.pinnedVersion}`,
      ports.download(`${tool.download.archives}/${name}`, archive, { ...limits, maxBytes: maxArchiveBytes }),
    );
    if (actual !== expected) {
      return `the SHA-256 of ${tool.download.archives}/${name} is ${actual}, and ${list} says ${expected}`;
    }
    const bin = join(root, "bin");
    mkdirSync(bin);
    const unpacked = await ports.run("tar", ["-xzf", archive, "-C", bin, "--strip-components=1"], limits);
    rmSync(archive);
    return unpacked.code === 0 ? undefined : `tar cannot unpack ${name}: ${unpacked.stderr.trim()}`;
  } catch (error) {
    signal?.throwIfAborted();
    return error instanceof Error ? error.message : String(error);
  }
}

/** Returns the platform as the release names it. Its archives for Windows are laid out in another way. */
function platformOf({ operatingSystem, architecture }: EnginePorts): string | undefined {
  const isKnown = ["linux", "darwin"].includes(operatingSystem) && ["x64", "arm64"].includes(architecture);
  return isKnown ? `${operatingSystem}-${architecture}` : undefined;
}

/** Finds a file in a list that `sha256sum` wrote: `HEX  NAME`, with `*` before the name of a binary one. */
function checksumIn(list: string, name: string): string | undefined {
  for (const line of list.split("\n")) {
    const [, checksum = "", named] = /^([0-9a-f]{64}) [ *](\S+)\s*$/i.exec(line) ?? [];
    if (named === name) return checksum.toLowerCase();
  }
  return undefined;
}
