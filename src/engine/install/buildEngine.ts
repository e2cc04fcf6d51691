import { existsSync } from "node:fs";
import { join } from "node:path";
import type { EnginePorts } from "./enginePorts.ts";
import { pinnedEngineVersion } from "./engineVersions.ts";
import { which } from "./which.ts";

const commandPackage = "github.com/pulumi/pulumi/pkg/v3/cmd/pulumi";
const versionVariable = "github.com/pulumi/pulumi/sdk/v3/go/common/version.Version";
const toolchainDeadlineMs = 180_000;

/**
 * Builds the engine from the tool dependency that the Go module pins, into `<root>/bin/pulumi`.
 * @returns why it did not work; `undefined` when it did
 */
export async function buildEngine(
  root: string,
  ports: EnginePorts,
  signal?: AbortSignal,
): Promise<string | undefined> {
  if (!existsSync(join(ports.goModule, "go.mod")))
    return `no Go module at ${ports.goModule}; only a clone has it`;
  const go = which("go", ports.env["PATH"]);
  if (go === undefined) return "there is no go on PATH";
  const options = { cwd: ports.goModule, ...(signal === undefined ? {} : { signal }) };
  // Asked inside the module, Go compares itself with the version in go.mod, and fetches a newer one where it may.
  const goVersion = await ports.run(go, ["env", "GOVERSION"], {
    ...options,
    deadlineMs: toolchainDeadlineMs,
  });
  if (goVersion.code !== 0) return `${go} cannot be used: ${tail(goVersion.stderr)}`;
  const build = await ports.watch(
    `building the Pulumi engine ${pinnedEngineVersion} with ${goVersion.stdout.trim()}, usually 4 minutes the first time`,
    ports.run(go, buildWords(root), options),
  );
  return build.code === 0 ? undefined : `go build failed: ${tail(build.stderr)}`;
}

function buildWords(root: string): readonly string[] {
  return [
    "build",
    "-mod=readonly",
    "-buildvcs=false",
    "-trimpath",
    "-ldflags",
    `-s -w -X ${versionVariable}=${pinnedEngineVersion}`,
    "-o",
    join(root, "bin", "pulumi"),
    commandPackage,
  ];
}

function tail(text: string): string {
  return text.trim().split("\n").slice(-5).join("\n    ");
}
