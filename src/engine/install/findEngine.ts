import { existsSync } from "node:fs";
import { join } from "node:path";
import { NcfError } from "../../diagnostics/ncfError.ts";
import { askVersion } from "./askVersion.ts";
import { buildEngine } from "./buildEngine.ts";
import { downloadEngine } from "./downloadEngine.ts";
import type { Engine } from "./Engine.ts";
import { engineFolder } from "./engineFolder.ts";
import type { EnginePorts } from "./enginePorts.ts";
import { pinnedEngineVersion } from "./engineVersions.ts";
import { publishFolder } from "./publishFolder.ts";
import { which } from "./which.ts";
import { withLock } from "./withLock.ts";

/** What {@link findEngine} works with. */
export interface FindEngineOptions {
  readonly ports: EnginePorts;
  readonly signal?: AbortSignal;
}

/**
 * Finds a Pulumi engine, or makes one: on PATH, in the user's cache, by the official download, by a build with Go.
 * The last two go to the cache, complete or not at all; of several set-ups at once one does the work.
 * @throws NCF_ENGINE_MISSING with every way tried and why it failed
 */
export async function findEngine({ ports, signal }: FindEngineOptions): Promise<Engine> {
  const failures: string[] = [];
  const found = (await findOnPath(ports, failures, signal)) ?? (await findInCache(ports, failures, signal));
  if (found !== undefined) return found;
  const lock = join(engineFolder(ports), `${pinnedEngineVersion}.lock`);
  return withLock(
    lock,
    ports,
    async () => (await findInCache(ports, [], signal)) ?? (await make(ports, failures, signal)),
    signal,
  );
}

async function findOnPath(
  ports: EnginePorts,
  failures: string[],
  signal?: AbortSignal,
): Promise<Engine | undefined> {
  const path = which("pulumi", ports.env["PATH"]);
  if (path === undefined) {
    failures.push("on PATH: there is no pulumi");
    return undefined;
  }
  return judge(path, "found on PATH", "on PATH", ports, failures, signal);
}

async function findInCache(
  ports: EnginePorts,
  failures: string[],
  signal?: AbortSignal,
): Promise<Engine | undefined> {
  const path = cachedPath(ports);
  if (!existsSync(path)) {
    failures.push(`in the cache: there is no ${path}`);
    return undefined;
  }
  return judge(path, "found in the cache", "in the cache", ports, failures, signal);
}

async function make(ports: EnginePorts, failures: string[], signal?: AbortSignal): Promise<Engine> {
  const ways = [
    { name: "official download", make: downloadEngine },
    { name: "build with Go", make: buildEngine },
  ];
  for (const way of ways) {
    signal?.throwIfAborted();
    const target = join(engineFolder(ports), pinnedEngineVersion);
    const failure = await publishFolder(target, (folder) => way.make(folder, ports, signal));
    if (failure !== undefined) {
      failures.push(`${way.name}: ${failure}`);
      continue;
    }
    const engine = await judge(cachedPath(ports), `made by ${way.name}`, way.name, ports, failures, signal);
    if (engine !== undefined) return engine;
  }
  throw new NcfError("NCF_ENGINE_MISSING", {
    reason: `there is no Pulumi engine to run on. Tried:\n${failures.map((failure) => `  - ${failure}`).join("\n")}`,
  });
}

async function judge(
  path: string,
  why: string,
  way: string,
  ports: EnginePorts,
  failures: string[],
  signal?: AbortSignal,
): Promise<Engine | undefined> {
  const answer = await askVersion(path, ports, signal);
  if (answer.kind === "usable") return { path, version: answer.version, why };
  failures.push(`${way}: ${answer.reason}`);
  return undefined;
}

function cachedPath(ports: EnginePorts): string {
  return join(engineFolder(ports), pinnedEngineVersion, "bin", "pulumi");
}
