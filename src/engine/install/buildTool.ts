import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import type { EnginePorts } from "./enginePorts.ts";
import type { ToolDefinition } from "./tools.ts";
import { which } from "./which.ts";

const toolchainDeadlineMs = 180_000;

/**
 * Builds a tool from the dependency that the Go module pins, into `<root>/bin`.
 * @returns the reason why it failed; `undefined` when it worked
 */
export async function buildTool(
  tool: ToolDefinition,
  root: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  const module = tool.goModule === undefined ? ports.goModule : join(dirname(ports.goModule), tool.goModule);
  if (!existsSync(join(module, "go.mod"))) return `there is no Go module at ${module}; only a clone has it`;
  const go = which("go", ports.env["PATH"]);
  if (go === undefined) return "go is not on PATH";
  const options = { cwd: module, ...(signal === undefined ? {} : { signal }) };
  // Asked inside the module, Go compares itself with the version in go.mod, and fetches a newer one where it may.
  const goVersion = await ports.run(go, ["env", "GOVERSION"], {
    ...options,
    deadlineMs: toolchainDeadlineMs,
  });
  if (goVersion.code !== 0) return `${go} cannot be used: ${tail(goVersion.stderr)}`;
  const build = await ports.watch(
    `building the ${tool.title} ${tool.pinnedVersion} with ${goVersion.stdout.trim()}, usually ${tool.buildDuration} the first time`,
    ports.run(go, buildArgs(tool, root), options),
  );
  return build.code === 0 ? undefined : `go build failed: ${tail(build.stderr)}`;
}

function buildArgs(tool: ToolDefinition, root: string): readonly string[] {
  return [
    "build",
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-ldflags",
    `-s -w -X ${tool.goVersionVariable}=${tool.pinnedVersion}`,
    "-o",
    join(root, "bin", tool.program),
    tool.goPackage,
  ];
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n    ");
}
