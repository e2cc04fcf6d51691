import type { EnginePorts } from "./enginePorts.ts";
import { oldestEngineVersion } from "./engineVersions.ts";

/** What came of asking an engine for its version. */
export type VersionAnswer =
  | { readonly kind: "usable"; readonly version: string }
  | { readonly kind: "unusable"; readonly reason: string };

const deadlineMs = 30_000;

/** Asks an executable for its version, and judges whether this package can use it: the same major, and not too old. */
export async function askVersion(
  path: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<VersionAnswer> {
  const end = await ports.run(path, ["version"], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    deadlineMs,
    ...(signal === undefined ? {} : { signal }),
  });
  const text = end.stdout.trim();
  const found = /^v?(\d+)\.(\d+)\.\d+\S*$/.exec(text);
  if (end.code !== 0 || found === null) {
    return {
      kind: "unusable",
      reason: `${path} does not say its version: ${lastLine(end.stderr) ?? "no answer"}`,
    };
  }
  const version = text.replace(/^v/, "");
  const [oldestMajor, oldestMinor] = oldestEngineVersion.split(".").map(Number);
  if (Number(found[1]) === oldestMajor && Number(found[2]) >= (oldestMinor ?? 0))
    return { kind: "usable", version };
  return {
    kind: "unusable",
    reason: `${path} is ${version}; ${oldestEngineVersion} or later is needed, below ${(oldestMajor ?? 0) + 1}`,
  };
}

function lastLine(text: string): string | undefined {
  return text
    .trim()
    .split("\n")
    .findLast((line) => line !== "");
}
