import { findEngine } from "../engine/install/findEngine.ts";
import { nodeEnginePorts } from "../engine/install/nodeEnginePorts.ts";
import { NcfError } from "../diagnostics/ncfError.ts";
import { runQuickstart } from "./quickstart/runQuickstart.ts";
import { nodeTerminal } from "./nodeTerminal.ts";
import { withInterrupts } from "./withInterrupts.ts";

/** `npm run quickstart`: the main job on embedded defaults, checked at each step. */
try {
  const end = await withInterrupts(nodeTerminal(), async ({ signal, engineSignal }) => {
    const engine = await findEngine({ ports: nodeEnginePorts(), signal });
    await runQuickstart(engine, engineSignal);
  });
  if (end.kind === "interrupted") process.exitCode = 130;
  else {
    process.stdout.write(`
What to type next:
  cat README.md                    what it is, a stack file, and a program of 20 lines
  npx ncf validate stacks/hello/stack.yaml
                                   what ncf sees without a network; npx ncf --help
  npx ncf emulate DIR              the emulator on your own actions
  npm test                         the whole suite, on the same engine
`);
  }
} catch (error) {
  if (NcfError.is(error)) {
    process.stderr.write(`\n${error.message}\n`);
    process.exitCode = error.exitCode;
  } else throw error;
}
