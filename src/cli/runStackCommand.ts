import { NcfError } from "../diagnostics/ncfError.ts";
import type { CommandContext } from "./CommandContext.ts";
import { MistakesFound } from "./stack/MistakesFound.ts";
import { diagnosticsText } from "./views/diagnosticsText.ts";
import { withInterrupts, type Interrupts } from "./withInterrupts.ts";

/** Runs the work of a command on a stack. What stops it goes to standard error, or with `--json` to the lines on standard output. */
export async function runStackCommand(
  { terminal, end }: CommandContext,
  { json }: { readonly json?: true },
  work: (interrupts: Interrupts) => Promise<void>,
): Promise<void> {
  const line = (value: unknown): void => terminal.write(`${JSON.stringify(value)}\n`);
  try {
    const { kind } = await withInterrupts(terminal, work);
    if (kind === "interrupted") end(130);
  } catch (error) {
    if (error instanceof MistakesFound) {
      const { diagnostics, text } = error;
      if (json === true) for (const one of diagnostics) line({ kind: "mistake", ...one });
      else terminal.writeError(diagnosticsText(diagnostics, text, "text"));
      end(2);
    } else if (json === true && NcfError.is(error)) {
      const { code, reason, hint, exitCode } = error;
      line({ kind: "error", code, reason, hint });
      end(exitCode);
    } else throw error;
  }
}
