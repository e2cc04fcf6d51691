import { NcfError } from "../diagnostics/ncfError.ts";
import { nodeTerminal } from "./nodeTerminal.ts";
import { runQuickstart } from "./quickstart/runQuickstart.ts";
import { withInterrupts } from "./withInterrupts.ts";

/** `npm run quickstart`: the main job on embedded defaults, checked at each step. */
try {
  const terminal = nodeTerminal();
  const { kind } = await withInterrupts(terminal, (interrupts) => {
    interrupts.during({ waitingFor: () => "calls in flight" });
    return runQuickstart(terminal, interrupts);
  });
  if (kind === "interrupted") process.exitCode = 130;
  else {
    terminal.write(`
Next:
  cat README.md                    what it is, a stack file, and a program of 20 lines
  node dist/cli/main.js validate stacks/hello/stack.yaml
                                   checks without a network; node dist/cli/main.js --help
  node dist/cli/main.js emulate DIR  the emulator on your own actions
  npm test                         the whole suite, on the same engine
`);
  }
} catch (error) {
  if (!NcfError.is(error)) throw error;
  process.stderr.write(`\n${error.message}\n`);
  process.exitCode = error.exitCode;
}
