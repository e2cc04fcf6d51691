import { findEngine } from "../runner/engine/findEngine.ts";
import { realEnginePorts } from "../runner/engine/realEnginePorts.ts";
import { NcfError } from "../diagnostics/NcfError.ts";
import { runQuickstart } from "./quickstart/runQuickstart.ts";
import { watchInterrupts } from "./watchInterrupts.ts";

/** `npm run quickstart`: the main job on embedded defaults, checked at each step. */
const interrupts = watchInterrupts(process.stdin.isTTY);

try {
  const engine = await findEngine({ ports: realEnginePorts(), signal: interrupts.signal });
  await runQuickstart(engine, interrupts.signal);
  process.stdout.write(`
What to type next:
  cat README.md                    what it is, and a program of 20 lines
  npm run emulator -- DIR          the emulator on your own actions
  npm test                         the whole suite, on the same engine
`);
} catch (error) {
  if (interrupts.hasCome()) process.stderr.write("quickstart: stopped, cleaned up\n");
  else if (NcfError.is(error)) {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
}
