import { NcfError } from "../../diagnostics/ncfError.ts";
import { findTool } from "./findTool.ts";
import { nodeEnginePorts } from "./nodeEnginePorts.ts";
import { engineTool, s3GatewayTool, yamlHostTool } from "./tools.ts";

/**
 * `node dist/engine/install/main.js [--yaml-host] [--s3-gateway] [--print | --quiet]`: finds or installs the engine, and
 * with the options the Pulumi YAML language host and the S3 gateway too, and compares what is cached with its checksum. `--print` writes the paths, one a line, and nothing else to standard
 * output; which ones they are and why goes to standard error, unless `--quiet`.
 */
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    interrupt.abort();
  });
}

try {
  const tools = [
    engineTool,
    ...(process.argv.includes("--yaml-host") ? [yamlHostTool] : []),
    ...(process.argv.includes("--s3-gateway") ? [s3GatewayTool] : []),
  ];
  for (const tool of tools) {
    const { path, version, why } = await findTool(tool, {
      ports: nodeEnginePorts(),
      signal: interrupt.signal,
      isThorough: true,
    });
    if (process.argv.includes("--print")) process.stdout.write(`${path}\n`);
    if (!process.argv.includes("--quiet")) {
      process.stderr.write(`engine: ${tool.title}, version ${version}, ${why}: ${path}\n`);
    }
  }
} catch (error) {
  if (interrupt.signal.aborted) process.stderr.write("engine: interrupted; nothing is left half-installed\n");
  else if (NcfError.is(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
}
