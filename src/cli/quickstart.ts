import { findEngine } from "../runner/engine/findEngine.ts";
import { realEnginePorts } from "../runner/engine/realEnginePorts.ts";
import { NcfError } from "../diagnostics/NcfError.ts";
import { runQuickstart } from "./quickstart/runQuickstart.ts";

/** `npm run quickstart`: the main job on embedded defaults, checked at each step. */
const interrupt = new AbortController();
for (const name of ["SIGINT", "SIGTERM"] as const) {
  process.once(name, () => {
    process.exitCode = name === "SIGINT" ? 130 : 143;
    interrupt.abort(new Error(`stopped by ${name}`));
  });
}

try {
  const engine = await findEngine({ ports: realEnginePorts(), signal: interrupt.signal });
  await runQuickstart(engine, interrupt.signal);
  process.stdout.write(`
What to type next:
  cat README.md                    what it is, and a program of 20 lines
  npm run emulator -- DIR          the emulator on your own actions
  npm test                         the whole suite, on the same engine
`);
} catch (error) {
  if (interrupt.signal.aborted) process.stderr.write("quickstart: stopped, cleaned up\n");
  else if (NcfError.is(error)) {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
}
