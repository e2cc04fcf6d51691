import { NcfError } from "../diagnostics/ncfError.ts";
import type { CommandContext } from "./CommandContext.ts";
import { Cancelled } from "./Cancelled.ts";
import { InvalidStackFile } from "./stack/loadStackFile.ts";
import { OperationFailed } from "./stack/operate.ts";
import { ranText } from "../resource/ranCalls.ts";
import type { Terminal } from "./terminal.ts";
import { type JsonEvent, writeEvent } from "./json/jsonEvent.ts";
import { failureEvent } from "./json/failureEvent.ts";
import { waitingSince } from "./views/waitingLines.ts";
import { failureText, type ShownFailure } from "./views/RunView.ts";
import { diagnosticsText } from "./views/text.ts";
import { type CommandInterrupts, withInterrupts } from "./withInterrupts.ts";

/**
 * Runs the work of a command on a stack, and reports why it stopped: on standard error, or with `--json` as lines on standard output. The exit code
 * is that of the first failure.
 */
export async function runStackCommand(
  { terminal, end }: CommandContext,
  { json: isJson = false }: { readonly json?: boolean },
  work: (interrupts: CommandInterrupts) => Promise<void>,
): Promise<void> {
  terminal.heartbeat?.during(waitingSince("still working", terminal.ports.clock.now));
  const at = (): number => terminal.ports.clock.now();
  const line = (event: JsonEvent): void => writeEvent(terminal.write, event);
  try {
    const { kind } = await withInterrupts(terminal, async (interrupts) => {
      try {
        await work(interrupts);
      } catch (error) {
        // Failures of resources are always reported; the engine's messages about an interrupt are not.
        if (!(error instanceof OperationFailed) || !interrupts.signal.aborted || isJson) throw error;
        const ofResources = error.failures.filter(({ name }) => name !== undefined);
        report(terminal, ofResources);
        if (ofResources.length > 0) terminal.writeError(ranLines(error));
      }
    });
    if (kind === "interrupted") end(130);
  } catch (error) {
    if (error instanceof OperationFailed) {
      const { failures, isShown } = error;
      if (!isJson || terminal.github !== undefined) report(terminal, failures);
      if (!isJson) terminal.writeError(ranLines(error));
      else if (!isShown) for (const failure of failures) line(failureEvent(failure, at()));
      end(failures[0]?.error.exitCode ?? 6);
    } else if (error instanceof Cancelled) {
      terminal.writeError("Cancelled.\n");
      end(1);
    } else if (error instanceof InvalidStackFile) {
      const { diagnostics, text } = error;
      if (isJson) for (const one of diagnostics) line({ kind: "mistake", at: at(), ...one });
      if (terminal.github !== undefined) terminal.writeErrorRaw(diagnosticsText(diagnostics, text, "github"));
      else if (!isJson) terminal.writeError(diagnosticsText(diagnostics, text, "text"));
      end(2);
    } else if (isJson && NcfError.is(error)) {
      line(failureEvent({ error }, at()));
      terminal.github?.annotate({ error });
      end(error.exitCode);
    } else throw error;
  }
}

/** Formats what a failed run did before, and how to undo it. */
function ranLines({ ran, destroyCommand }: OperationFailed): string {
  if (ran.length === 0) return "";
  return ranText(ran, destroyCommand, "")
    .map((line) => `${line}\n`)
    .join("");
}

/** Reports failures to people: as annotations in GitHub Actions, else as text. */
function report({ github, writeError }: Terminal, failures: readonly ShownFailure[]): void {
  if (github === undefined) writeError(failures.map(failureText).join(""));
  else for (const failure of failures) github.annotate(failure);
}
