import { NcfError } from "../../diagnostics/ncfError.ts";
import { actionLabel } from "../../model/action.ts";
import type { Json, JsonObject } from "../../model/json.ts";
import type { KeyedStepResult, StepInputs } from "../../resource/steps.ts";
import { selectJson } from "../calls/selectJson.ts";
import type { GitHubStep } from "../github/githubStep.ts";
import type { Terminal } from "../terminal.ts";
import { secondsText } from "../views/text.ts";
import { failureEvent } from "../json/failureEvent.ts";
import type { InvokeOptions } from "./invokeCommand.ts";
import { withCommandHint } from "./withCommandHint.ts";

/** Call that ended, and how it is printed. */
export interface PrintedCall {
  readonly step: StepInputs;
  readonly result: KeyedStepResult;
  readonly options: InvokeOptions;
}

/** Prints a call that ended: its result to standard output, its outcome to standard error. @returns the exit code */
export async function printCall(terminal: Terminal, printed: PrintedCall): Promise<number> {
  const error = errorOf(printed);
  if (printed.options.json !== true) {
    terminal.writeError(`${outcomeText(printed)}\n`);
    if (error !== undefined) terminal.writeError(`${error.message}\n`);
  }
  write(terminal, printed, error);
  if (terminal.github !== undefined) await summarize(terminal.github, printed, error);
  return error?.exitCode ?? 0;
}

/** Adds the call to the summary of the step of GitHub Actions, and sets the result of the step. */
async function summarize(
  github: GitHubStep,
  { step, result, options }: PrintedCall,
  error: NcfError | undefined,
): Promise<void> {
  // Loaded only there: each module counts at the start.
  const { stepSummary } = await import("../github/stepSummary.ts");
  const { key, outcome, duration, activationId } = result.state;
  const action = actionName(step);
  const call = {
    name: options.key === undefined ? "" : key.name,
    action,
    outcome: result.isRecorded ? `${outcome} (earlier call)` : outcome,
    durationMs: duration,
    activationId,
  };
  github.setResult(error === undefined ? "succeeded" : "failed");
  github.summarize(
    stepSummary({
      title: `invoke ${action}`,
      result: error === undefined ? "succeeded" : "failed",
      rows: [],
      calls: [call],
      failures: error === undefined ? [] : [{ error }],
    }),
  );
}

/** Reports whether the action succeeded as the journal knows, but its record cannot be read any more. */
function hasNoResult({ state, error }: KeyedStepResult): boolean {
  return state.outcome === "succeeded" && error?.code === "NCF_RESULT_UNREADABLE";
}

function errorOf({ step, result, options }: PrintedCall): NcfError | undefined {
  const { state, error } = result;
  const name = actionName(step);
  // If only the outcome is requested, it is known.
  const needsResult = options.output === "result" || options.select !== undefined;
  if (error !== undefined && (needsResult || !hasNoResult(result))) {
    const isKeyed = options.key !== undefined;
    return withCommandHint(error, { key: state.key.name, isKeyed, name, activationId: state.activationId });
  }
  return undefined;
}

/** Describes the outcome of the call, or that an earlier one was reused. */
function outcomeText({ step, result, options }: PrintedCall): string {
  const { outcome, activationId, duration, attempts } = result.state;
  const time = duration === undefined ? "" : ` in ${secondsText(duration)}`;
  const often = attempts > 1 ? `, ${attempts} attempts` : "";
  const recorded = result.isRecorded ? `; recorded under key ${options.key}, so nothing was called now` : "";
  return `${actionName(step)}: ${outcome === "pending" ? "has not finished" : outcome}${time} (activation ${activationId}${often})${recorded}`;
}

function actionName({ inputs }: StepInputs): string {
  return actionLabel({
    packageName: String(inputs["packageName"]),
    actionName: String(inputs["actionName"]),
  });
}

function write(terminal: Terminal, printed: PrintedCall, error: NcfError | undefined): void {
  const { options, result } = printed;
  const { output, select } = options;
  if (output === "record") {
    const record = recordOf(printed, error, terminal.ports.clock.now());
    return line(select === undefined ? record : selectJson(record, select, "the record"));
  }
  if (error !== undefined || hasNoResult(result)) return;
  const value: Json = result.state.result ?? {};
  const shown = select === undefined ? value : selectPart(value, select, printed);
  if (output === "result") return line(shown);
  terminal.write(`${typeof shown === "string" ? shown : JSON.stringify(shown, undefined, 2)}\n`);

  function line(json: Json): void {
    terminal.write(`${JSON.stringify(json)}\n`);
  }
}

function selectPart(value: Json, select: string, { step, result, options }: PrintedCall): Json {
  try {
    return selectJson(value, select, "the result");
  } catch (error) {
    if (!NcfError.is(error)) throw error;
    const again =
      options.key === undefined
        ? `ncf activation get ${actionName(step)} ${result.state.activationId} --output result`
        : `the same command with another --select, which does not call again`;
    throw new NcfError(error.code, {
      reason: error.reason,
      hint: `${error.hint}; read the result: ${again}`,
    });
  }
}

/** Returns all that is known of the call, for programs. */
function recordOf(
  { step, result, options }: PrintedCall,
  error: NcfError | undefined,
  at: number,
): JsonObject {
  const { state, isRecorded } = result;
  const {
    version: _version,
    key,
    fingerprint: _hash,
    rerun: _rerun,
    secretPointers: _secret,
    ...facts
  } = state;
  const record = {
    ...(options.key === undefined ? { generatedKey: key.name } : { key: key.name }),
    action: actionName(step),
    isRecorded,
    ...facts,
    ...(error === undefined ? {} : { error: failureEvent({ error }, at) }),
  };
  return JSON.parse(JSON.stringify(record)) as JsonObject;
}
