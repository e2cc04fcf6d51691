import type { EnginePorts } from "./enginePorts.ts";
import type { ToolDefinition } from "./tools.ts";

/** Result of running an executable to learn whether this package can use it. */
export type ToolCheck =
  | { readonly kind: "usable"; readonly version: string }
  | { readonly kind: "unusable"; readonly reason: string };

const deadlineMs = 30_000;

/** Runs an executable, and checks its version where it prints one: the same major version, and not too old. */
export async function checkTool(
  tool: ToolDefinition,
  path: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<ToolCheck> {
  const end = await ports.run(path, tool.versionArgs ?? tool.probeArgs ?? [], {
    env: { PULUMI_SKIP_UPDATE_CHECK: "true" },
    deadlineMs,
    ...(signal === undefined ? {} : { signal }),
  });
  if (tool.versionArgs === undefined) {
    if (end.code === 0) return { kind: "usable", version: "unknown" };
    return { kind: "unusable", reason: `${path} does not run: ${lastLine(end.stderr) ?? "no message"}` };
  }
  const text = end.stdout.trim();
  const found = /^v?(\d+)\.(\d+)\.\d+\S*$/.exec(text);
  if (end.code !== 0 || found === null) {
    const reason = `${path} does not print its version: ${lastLine(end.stderr) ?? "no message"}`;
    return { kind: "unusable", reason };
  }
  const version = text.replace(/^v/, "");
  const oldest = tool.oldestVersion ?? tool.pinnedVersion.slice(1);
  const [oldestMajor = 0, oldestMinor = 0] = oldest.split(".").map(Number);
  if (Number(found[1]) === oldestMajor && Number(found[2]) >= oldestMinor) return { kind: "usable", version };
  return {
    kind: "unusable",
    reason: `${path} is ${version}; ${oldest} or later is required, below ${oldestMajor + 1}`,
  };
}

function lastLine(text: string): string | undefined {
  return text
    .trim()
    .split("\n")
    .findLast((line) => line !== "");
}
