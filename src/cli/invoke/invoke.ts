import { NcfError } from "../../diagnostics/ncfError.ts";
import { isShared, journalLocation, locationName } from "../../journal/journalLocation.ts";
import type { Issue } from "../../model/issue.ts";
import type { KeyedStepResult, StepInputs } from "../../resource/steps.ts";
import { createRuntime, type Runtime } from "../../runtime.ts";
import type { CommandContext } from "../CommandContext.ts";
import { type CallContext, readCallContext, requireCallKey } from "../calls/callOptions.ts";
import { shellWord } from "../../diagnostics/safeText.ts";
import type { InvokeOptions } from "./invokeCommand.ts";
import { isCi } from "../isCi.ts";
import { printCall } from "./printCall.ts";
import type { CommandInterrupts } from "../withInterrupts.ts";
import { createProgress } from "./progress.ts";
import { issuesError } from "../calls/issuesError.ts";
import { readStep } from "./readStep.ts";
import { withCommandHint } from "./withCommandHint.ts";

/**
 * Calls an action once: by `--key` as a step that can be repeated, else as a call of its own under a generated key. The exit code is that of
 * its outcome.
 */
export async function invoke(
  { terminal, end }: CommandContext,
  name: string,
  options: InvokeOptions,
  { signal, stopNow, during }: CommandInterrupts,
): Promise<void> {
  const isKeyed = options.key !== undefined;
  requireKeyFor(options);
  const key = isKeyed ? requireCallKey(options.key) : `invoke-${crypto.randomUUID()}`;
  const step = await readStep(name, key, options, terminal);
  const call = readCallContext(terminal, options);
  if (isKeyed) reportJournal(call, step, (line) => terminal.writeError(line));
  const progress = createProgress(terminal, options.json === true);
  during({ waitingFor: () => (progress.isCalling() ? "the call in flight" : undefined) });
  const runtime = createRuntime({
    ...call,
    onEvent: progress.onEvent,
    onTracingProblem: (text) => terminal.writeError(`${text}\n`),
  });
  signal.addEventListener("abort", runtime.stop);
  const work = (async () => {
    try {
      requireValid(runtime, step);
      const result = await callStep(runtime, step, options);
      end(await printCall(terminal, { step, result, options }));
    } catch (error) {
      const shown = NcfError.is(error) ? withCommandHint(error, { key, isKeyed, name }) : error;
      // The interrupt is reported separately, in addition to the outcome of the call.
      if (signal.aborted && NcfError.is(shown)) terminal.writeError(`${shown.message}\n`);
      throw shown;
    } finally {
      await runtime.close();
    }
  })();
  const stopped = new Promise<"stopped">((resolve) => {
    stopNow.addEventListener("abort", () => resolve("stopped"));
  });
  if ((await Promise.race([work, stopped])) !== "stopped") return;
  // The process ends while the call may be under way.
  work.catch(() => undefined);
  terminal.writeError(
    progress.isCalling()
      ? `The journal has the call. Read its outcome, without another call: ncf invoke ${name} --key ${shellWord(key)} with the same params\n`
      : "Nothing was sent.\n",
  );
}

/** Calls by key; without one of the user's own, the call need not stay in the journal for good. */
async function callStep(
  runtime: Runtime,
  step: StepInputs,
  options: InvokeOptions,
): Promise<KeyedStepResult> {
  if (options.key === undefined) return { ...(await runtime.lifecycle.create(step)), isRecorded: false };
  return runtime.lifecycle.callByKey(step, {
    onOther: "refuse",
    onFailed: options.retryFailed === true ? "call" : "keep",
    onRunning: options.onRunning ?? "wait",
  });
}

/** @throws NcfError with all issues of inputs and credentials */
function requireValid(runtime: Runtime, step: StepInputs): void {
  const issues = runtime.lifecycle.check(step);
  if (issues.length > 0) throw issuesError(issues as readonly [Issue, ...Issue[]]);
}

function requireKeyFor({ key, onRunning, retryFailed }: InvokeOptions): void {
  const option =
    onRunning !== undefined ? "--on-running" : retryFailed === true ? "--retry-failed" : undefined;
  if (key !== undefined || option === undefined) return;
  throw new NcfError("NCF_USAGE", {
    reason: `${option} requires --key: a call without a key is a call of its own`,
    hint: "add --key, the same in each repeat of this step",
  });
}

/** A key is worth as much as the journal. @throws NcfError NCF_USAGE where none is kept */
function reportJournal({ ports }: CallContext, { key }: StepInputs, write: (line: string) => void): void {
  const location = journalLocation(key, ports);
  if (location.kind === "off") {
    throw new NcfError("NCF_USAGE", {
      reason: "--key requires a journal, and NCF_JOURNAL=off disables it",
      hint: "remove NCF_JOURNAL=off, or pass --journal; without --key the action is called each time",
    });
  }
  if (isShared(location) || ports.env["NCF_JOURNAL"] !== undefined || !isCi(ports.env)) return;
  write(
    `note: the key is in the journal of this machine, ${locationName(location)}; another runner does not know it. Set NCF_JOURNAL to a directory (file://) or bucket (s3://) that all of them have\n`,
  );
}
