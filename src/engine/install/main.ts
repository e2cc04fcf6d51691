import { NcfError } from "../../diagnostics/ncfError.ts";
import { findEngine } from "./findEngine.ts";
import { nodeEnginePorts } from "./nodeEnginePorts.ts";

/**
 * `node dist/engine/install/main.js [--print | --quiet]`: has an engine found or made. With `--print` its path goes to
 * standard output and nothing else does; which one it is and why goes to standard error, unless `--quiet`.
 */
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.on(name, () => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    interrupt.abort();
  });
}

try {
  const engine = await findEngine({ ports: nodeEnginePorts(), signal: interrupt.signal });
  if (process.argv.includes("--print")) process.stdout.write(`${engine.path}\n`);
  if (!process.argv.includes("--quiet")) {
    process.stderr.write(`engine: Pulumi ${engine.version}, ${engine.why}: ${engine.path}\n`);
  }
} catch (error) {
  if (interrupt.signal.aborted) process.stderr.write("engine: interrupted, nothing is left half-made\n");
  else if (NcfError.is(error)) {
    process.stderr.write(`${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
}
